package io.yolospark.collective;

import io.yolospark.collective.StepFailure.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The frames of one connection to one peer. Inbound it is either between frames, where the next
 * header can be peeked, or inside the payload of an opened frame. One thread uses it; {@link
 * #close} may come from another.
 */
final class Lane {

  private final PeerChannel channel;
  private final SelectionKey key;
  private final ByteBuffer header = ByteBuffer.allocateDirect(Frame.HEADER_BYTES);
  private final Queue<ByteBuffer> outgoing = new ArrayDeque<>();
  private ByteBuffer payload;
  private Frame frame;
  private boolean opened;
  private boolean departed;
  private boolean stalled;
  private boolean writeBlocked;
  private boolean wanted = true;

  Lane(PeerChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.key = channel.register(selector, this);
  }

  int peer() {
    return channel.peer();
  }

  /** The peer will send nothing more. */
  boolean ended() {
    return channel.ended();
  }

  boolean opened() {
    return opened;
  }

  /** The header of the next frame, or null while it is not there or the peer has ended. */
  Frame peek() {
    if (frame == null && !ended() && channel.read(header) >= 0 && !header.hasRemaining()) {
      try {
        frame = Frame.decode(header.flip());
      } catch (DamagedException e) {
        channel.end();
        throw channel.failure(e);
      }
      header.clear();
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
    int count = channel.read(buffer);
    if (count < 0) {
      throw new StepFailure(Origin.LOST, "lost rank " + peer() + ": connection closed");
    }
    return count;
  }

  /**
   * Writes what the connection takes; returns the number of bytes. After a failure the lane can
   * still be read: the peer's last word may lie there.
   */
  int write(ByteBuffer buffer) {
    int count = channel.write(buffer);
    writeBlocked = buffer.hasRemaining();
    return count;
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
    if (outgoing.isEmpty()) {
      channel.lastWord(encoded);
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
    channel.end();
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
    boolean reads = !ended() && wanted && (frame == null || opened);
    int interest = (reads ? SelectionKey.OP_READ : 0) | (writeBlocked ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
