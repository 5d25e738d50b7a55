package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header that precedes every transfer on a lane. Big-endian: magic, kind, sequence, bytes,
 * root, status, length.
 *
 * @param length bytes of payload that follow as part of the frame; 0 for ring transfers, whose
 *     length both sides know from the operation
 */
record Frame(Operation operation, Status status, int length) {

  static final int HEADER_BYTES = 36;
  private static final int MAGIC = 0x59534652;

  long sequence() {
    return operation.sequence();
  }

  static ByteBuffer encode(Operation operation, byte[] payload) {
    return allocate(operation, Status.OK, payload.length).put(payload).flip();
  }

  static ByteBuffer encode(Operation operation, Status status, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return allocate(operation, status, payload.length).put(payload).flip();
  }

  /** A buffer that holds the header of a transfer whose payload does not lie in the frame. */
  static ByteBuffer header(Operation operation) {
    return allocate(operation, Status.OK, 0).flip();
  }

  private static ByteBuffer allocate(Operation operation, Status status, int length) {
    return ByteBuffer.allocate(Math.addExact(HEADER_BYTES, length))
        .putInt(MAGIC)
        .putInt(operation.kind().code())
        .putLong(operation.sequence())
        .putLong(operation.bytes())
        .putInt(operation.root())
        .putInt(status.code())
        .putInt(length);
  }

  static Frame decode(ByteBuffer header) throws DamagedException {
    if (header.getInt() != MAGIC) {
      throw new DamagedException("its data were damaged on the way: no frame of this protocol");
    }
    int code = header.getInt();
    OperationKind kind =
        OperationKind.of(code)
            .orElseThrow(() -> new DamagedException("unknown kind of frame " + code));
    Operation operation = new Operation(kind, header.getLong(), header.getLong(), header.getInt());
    int word = header.getInt();
    Status status =
        Status.of(word).orElseThrow(() -> new DamagedException("unknown status word " + word));
    int length = header.getInt();
    if (length < 0) {
      throw new DamagedException("its data were damaged on the way: frame of length " + length);
    }
    return new Frame(operation, status, length);
  }
}
