package io.yolospark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking connection whose bytes travel as sealed records: length, sealed content. A writer
 * offers the same bytes again until they are taken: they count as taken once their record is with
 * the kernel. It reads no further than the end of a record, so that nothing the selector does not
 * know of waits here while a frame is awaited (a record never reaches beyond a frame).
 */
final class RecordChannel implements ByteChannel {

  /** Most content of a record: a chunk of a ring transfer. */
  static final int MOST = 1 << 16;

  private static final int HEADER_BYTES = Integer.BYTES;
  private static final int LOW = 0xffff;

  private final SocketChannel channel;
  private final Seal outbound;
  private final Seal inbound;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final ByteBuffer content = ByteBuffer.allocateDirect(MOST).limit(0);
  private int sealed;
  private boolean ended;

  RecordChannel(SocketChannel channel, Seal outbound, Seal inbound) {
    this.channel = channel;
    this.outbound = outbound;
    this.inbound = inbound;
    outgoing = ByteBuffer.allocateDirect(HEADER_BYTES + MOST + outbound.overhead());
    incoming = ByteBuffer.allocateDirect(HEADER_BYTES + MOST + inbound.overhead());
    incoming.limit(HEADER_BYTES);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int taken = 0;
    while (sealed > 0 || source.hasRemaining()) {
      if (sealed == 0) {
        sealed = Math.min(MOST, source.remaining());
        outgoing.clear().putInt(header(sealed));
        outbound.close(source.slice(source.position(), sealed), outgoing);
        outgoing.flip();
      }
      channel.write(outgoing);
      if (outgoing.hasRemaining()) {
        break;
      }
      source.position(source.position() + sealed);
      taken += sealed;
      sealed = 0;
    }
    return taken;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!content.hasRemaining()) {
      if (!fill()) {
        return ended ? -1 : 0;
      }
      int length = incoming.remaining() - inbound.overhead();
      if (target.remaining() >= length) {
        inbound.open(incoming, target);
        next();
        return length;
      }
      inbound.open(incoming, content.clear());
      content.flip();
      next();
    }
    int count = Math.min(target.remaining(), content.remaining());
    target.put(content.slice(content.position(), count));
    content.position(content.position() + count);
    return count;
  }

  /** Reads on; true when a whole record is there, without its header, from position to limit. */
  private boolean fill() throws IOException {
    while (true) {
      ended = channel.read(incoming) < 0;
      if (incoming.hasRemaining()) {
        return false;
      }
      if (incoming.limit() > HEADER_BYTES) {
        incoming.position(HEADER_BYTES);
        return true;
      }
      incoming.limit(HEADER_BYTES + length(incoming.getInt(0)) + inbound.overhead());
    }
  }

  private void next() {
    incoming.position(0).limit(HEADER_BYTES);
  }

  /** The length, less one, and its complement: a flipped bit does not make another length. */
  private static int header(int length) {
    return (~(length - 1) << Short.SIZE) | (length - 1);
  }

  private static int length(int header) throws DamagedException {
    int length = (header & LOW) + 1;
    if (header(length) != header) {
      throw new DamagedException("its data were damaged on the way: no length of a chunk");
    }
    return length;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
