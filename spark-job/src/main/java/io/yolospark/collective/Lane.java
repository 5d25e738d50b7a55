package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One non-blocking connection to one peer. Inbound it is either between frames, where the next
 * header can be peeked, or inside the payload of an opened frame. One thread uses it; {@link
 * #close} may come from another.
 */
final class Lane {

  /**
   * Most bytes of one system call: NIO copies heap buffers through a direct buffer of that size.
   */
  private static final int IO_BYTES = 1 << 18;

  static final String CLOSED_HERE = "closed by another thread of this rank";

  private final int peer;
  private final SocketChannel channel;
  private final ByteChannel wire;
  private final Traffic traffic;
  private final SelectionKey key;
  private final ByteBuffer header = ByteBuffer.allocateDirect(Frame.HEADER_BYTES);
  private final Queue<ByteBuffer> outgoing = new ArrayDeque<>();
  private ByteBuffer payload;
  private Frame frame;
  private boolean opened;
  private boolean ended;
  private boolean departed;
  private boolean stalled;
  private boolean writeBlocked;
  private boolean wanted = true;

  /**
   * @param channel in non-blocking mode
   * @param wire what to read from and write to: the channel, or what guards it
   */
  Lane(int peer, SocketChannel channel, ByteChannel wire, Traffic traffic, Selector selector)
      throws IOException {
    this.peer = peer;
    this.channel = channel;
    this.wire = wire;
    this.traffic = traffic;
    this.key = channel.register(selector, 0, this);
  }

  int peer() {
    return peer;
  }

  /** The peer will send nothing more. */
  boolean ended() {
    return ended;
  }

  boolean opened() {
    return opened;
  }

  /** The header of the next frame, or null while it is not there or the peer has ended. */
  Frame peek() {
    if (frame == null && !ended) {
      try {
        if (wire.read(header) < 0) {
          ended = true;
        } else if (!header.hasRemaining()) {
          frame = Frame.decode(header.flip());
          header.clear();
        }
      } catch (IOException e) {
        ended = true;
        throw lost(e);
      }
    }
    return frame;
  }

  /** The header that was read and not yet used, or null; reads nothing. */
  Frame held() {
    return frame;
  }

  /** Goes on to the payload of the frame just peeked. */
  void open() {
    opened = true;
  }

  /** Goes back to between frames. */
  void release() {
    opened = false;
    frame = null;
    payload = null;
  }

  /** The whole payload of the opened frame, which ends it, or null while some is missing. */
  byte[] pollPayload() {
    if (payload == null) {
      payload = ByteBuffer.allocate(frame.length());
    }
    while (payload.hasRemaining()) {
      if (read(payload) == 0) {
        return null;
      }
    }
    byte[] bytes = payload.array();
    release();
    return bytes;
  }

  /** Reads what is there, as far as the buffer has room; returns the number of bytes. */
  int read(ByteBuffer buffer) {
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + IO_BYTES));
    try {
      int count = wire.read(buffer);
      if (count < 0) {
        ended = true;
        throw new StepFailure(Origin.LOST, "lost rank " + peer + ": connection closed");
      }
      traffic.received(count);
      return count;
    } catch (IOException e) {
      ended = true;
      throw lost(e);
    } finally {
      buffer.limit(limit);
    }
  }

  /**
   * Writes what the connection takes; returns the number of bytes. After a failure the lane can
   * still be read: the peer's last word may lie there.
   */
  int write(ByteBuffer buffer) {
    int limit = buffer.limit();
    buffer.limit(Math.min(limit, buffer.position() + IO_BYTES));
    try {
      int count = wire.write(buffer);
      writeBlocked = buffer.hasRemaining();
      traffic.sent(count);
      return count;
    } catch (IOException e) {
      throw lost(e);
    } finally {
      buffer.limit(limit);
    }
  }

  /** Takes a whole frame to be sent by {@link #flush}, after those taken before. */
  void enqueue(ByteBuffer encoded) {
    outgoing.add(encoded);
  }

  /** Sends what it can of the frames taken; true once nothing is left. */
  boolean flush() {
    while (!outgoing.isEmpty()) {
      ByteBuffer first = outgoing.element();
      if (first.hasRemaining() && write(first) == 0) {
        return false;
      }
      if (!first.hasRemaining()) {
        outgoing.remove();
      }
    }
    return true;
  }

  /** Sends a frame if that is possible at once, as a last word; failure to do so is no matter. */
  void lastWord(ByteBuffer encoded) {
    try {
      if (outgoing.isEmpty() && channel.isOpen()) {
        wire.write(encoded);
        channel.shutdownOutput();
      }
    } catch (IOException e) {
      ended = true;
    }
  }

  /** Whether what comes next can be used, and is to end a wait. */
  void wants(boolean more) {
    wanted = more;
  }

  /** The peer has said goodbye. */
  void depart() {
    departed = true;
    ignore();
  }

  /** Waits for nothing from this lane any more. */
  void ignore() {
    release();
    ended = true;
    writeBlocked = false;
  }

  /** The peer has told that it stalls. */
  void stall() {
    stalled = true;
  }

  /** Whether the peer has told that it stalls. */
  boolean stalled() {
    return stalled;
  }

  /** Whether the peer has left in good order. */
  boolean departed() {
    return departed;
  }

  /** Tells the selector what this lane waits for: a held header waits for nothing. */
  void updateInterest() {
    boolean reads = !ended && wanted && (frame == null || opened);
    int interest = (reads ? SelectionKey.OP_READ : 0) | (writeBlocked ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  void close() throws IOException {
    channel.close();
  }

  private RuntimeException lost(IOException e) {
    if (e instanceof ClosedChannelException) {
      return new StepFailure(Origin.FOUND, CLOSED_HERE, e);
    }
    if (e instanceof DamagedException) {
      return new StepFailure(Origin.FOUND, "rank " + peer + ": " + e.getMessage(), e);
    }
    return new StepFailure(Origin.LOST, "lost rank " + peer + ": " + e.getMessage(), e);
  }
}
