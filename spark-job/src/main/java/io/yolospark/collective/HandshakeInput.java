package io.yolospark.collective;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What a caller reads of a callee, which may be anybody: no more than asked for, and in time. */
final class HandshakeInput {

  private static final int LONGEST_REASON = 1000;

  private final SocketChannel channel;
  private final InputStream in;
  private final Deadline deadline;

  HandshakeInput(SocketChannel channel, Deadline deadline) throws IOException {
    this.channel = channel;
    this.in = channel.socket().getInputStream();
    this.deadline = deadline;
  }

  /** Exactly so many bytes; the time limit holds for all of them together. */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int done = 0; done < count; ) {
      if (deadline.expired()) {
        throw new IOException("it does not finish the handshake");
      }
      long millis = deadline.remainingMillis();
      channel.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, millis));
      int read = in.read(bytes, done, count - done);
      if (read < 0) {
        throw new EOFException("it hung up");
      }
      done += read;
    }
    return bytes;
  }

  /** Reads a {@link Handshake#decision}. */
  void requireAccepted() throws IOException {
    int length = ByteBuffer.wrap(read(Short.BYTES)).getShort();
    if (length < 0 || length > LONGEST_REASON) {
      throw new RefusedException("it does not speak this protocol");
    }
    if (length > 0) {
      String reason = new String(read(length), StandardCharsets.UTF_8);
      throw new RefusedException("it refuses: " + reason.replaceAll("\\p{Cntrl}", "?"));
    }
  }
}
