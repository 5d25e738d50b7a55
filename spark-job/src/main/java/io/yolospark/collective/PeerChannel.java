package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The bytes of one non-blocking connection to one peer, counted; its failures name the peer. One
 * thread uses it; {@link #close} may come from another.
 */
final class PeerChannel {

  /**
   * Most bytes of one system call: NIO copies heap buffers through a direct buffer of that size.
   */
  private static final int IO_BYTES = 1 << 18;

  static final String CLOSED_HERE = "closed by another thread of this rank";

  private final int peer;
  private final SocketChannel channel;
  private final ByteChannel wire;
  private final Traffic traffic;
  private boolean ended;

  /**
   * @param channel in non-blocking mode
   * @param wire what to read from and write to: the channel, or what guards it
   */
  PeerChannel(int peer, SocketChannel channel, ByteChannel wire, Traffic traffic) {
    this.peer = peer;
    this.channel = channel;
    this.wire = wire;
    this.traffic = traffic;
  }

  int peer() {
    return peer;
  }

  SelectionKey register(Selector selector, Lane lane) throws IOException {
    return channel.register(selector, 0, lane);
  }

  /** Nothing more is read. */
  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Reads what is there and fits; the number of bytes, or -1 once the peer sends nothing more. */
  int read(ByteBuffer buffer) {
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + IO_BYTES));
    try {
      int count = wire.read(buffer);
      if (count < 0) {
        ended = true;
      } else {
        traffic.received(count);
      }
      return count;
    } catch (IOException e) {
      ended = true;
      throw failure(e);
    } finally {
      buffer.limit(limit);
    }
  }

  /** Writes what the connection takes; returns the number of bytes. */
  int write(ByteBuffer buffer) {
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + IO_BYTES));
    try {
      int count = wire.write(buffer);
      traffic.sent(count);
      return count;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      buffer.limit(limit);
    }
  }

  /** Writes this if that is possible at once, and nothing after it. */
  void lastWord(ByteBuffer bytes) {
    try {
      if (channel.isOpen()) {
        wire.write(bytes);
        channel.shutdownOutput();
      }
    } catch (IOException e) {
      ended = true;
    }
  }

  void close() throws IOException {
    channel.close();
  }

  /** What an operation ends with after this. */
  StepFailure failure(IOException e) {
    if (e instanceof ClosedChannelException) {
      return new StepFailure(Origin.FOUND, CLOSED_HERE, e);
    }
    if (e instanceof DamagedException) {
      return new StepFailure(Origin.FOUND, "rank " + peer + ": " + e.getMessage(), e);
    }
    return new StepFailure(Origin.LOST, "lost rank " + peer + ": " + e.getMessage(), e);
  }
}
