package io.yolospark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection that came in and has not yet proved what it is. Never blocks. */
final class Caller {

  private final SocketChannel channel;
  private final Handshake handshake;
  private final int rank;
  private final Deadline deadline;
  private ByteBuffer incoming = ByteBuffer.allocate(Greeting.BYTES);
  private Handshake.Answer answer;

  /**
   * @param channel in non-blocking mode
   */
  Caller(SocketChannel channel, Handshake handshake, int rank, Deadline deadline) {
    this.channel = channel;
    this.handshake = handshake;
    this.rank = rank;
    this.deadline = deadline;
  }

  SocketChannel channel() {
    return channel;
  }

  boolean late() {
    return deadline.expired();
  }

  /**
   * Goes on as far as what has arrived allows.
   *
   * @return the connection once the caller has proved itself, else null; it still waits for a
   *     decision
   */
  Connection advance() throws IOException {
    while (true) {
      if (channel.read(incoming) < 0) {
        throw new IOException("it hung up");
      }
      if (incoming.hasRemaining()) {
        return null;
      }
      if (answer != null) {
        return handshake.verify(answer, incoming.array(), channel, rank);
      }
      answer = handshake.answer(incoming.array(), rank);
      send(answer.reply());
      incoming = ByteBuffer.allocate(Handshake.PROOF_BYTES);
    }
  }

  void accept() throws IOException {
    send(Handshake.decision(""));
  }

  /** Says why and hangs up; that the caller does not listen is no matter. */
  void refuse(String reason) {
    try {
      channel.write(ByteBuffer.wrap(Handshake.decision(reason)));
    } catch (IOException e) {
      Reception.closeQuietly(channel);
    }
    Reception.closeQuietly(channel);
  }

  /** Little enough for the send buffer of a connection on which nothing else was sent. */
  private void send(byte[] bytes) throws IOException {
    if (channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
      throw new IOException("it does not read");
    }
  }
}
