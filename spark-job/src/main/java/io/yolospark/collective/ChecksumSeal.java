package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Appends the CRC32C of the content. */
final class ChecksumSeal implements Seal {

  private final CRC32C crc = new CRC32C();
  private long records;

  @Override
  public int overhead() {
    return Integer.BYTES;
  }

  @Override
  public void close(ByteBuffer content, ByteBuffer sealed) {
    int checksum = checksum(content.duplicate());
    sealed.put(content).putInt(checksum);
  }

  @Override
  public void open(ByteBuffer sealed, ByteBuffer content) throws DamagedException {
    records++;
    int length = sealed.remaining() - Integer.BYTES;
    ByteBuffer data = sealed.slice(sealed.position(), length);
    if (checksum(data.duplicate()) != sealed.getInt(sealed.position() + length)) {
      throw new DamagedException(
          String.format(
              "its data were damaged on the way: CRC32C of chunk %d (%d bytes) is wrong",
              records, length));
    }
    content.put(data);
  }

  private int checksum(ByteBuffer data) {
    crc.reset();
    crc.update(data);
    return (int) crc.getValue();
  }
}
