package io.yolospark.collective;

import java.nio.FloatBuffer;

/**
 * Ring all-reduce of one rank (reduce-scatter, then all-gather; Patarasuk and Yuan, 2009). The
 * buffer is cut into one segment per rank; in step k of 2(W-1) rank r sends segment r-k and
 * receives segment r-k-1 (modulo W), so what is sent in step k+1 is what was received in step k.
 * The steps form one stream that is cut into chunks: a chunk can be sent on as soon as it is
 * summed, whatever the rest of its segment does. The sum of segment s always starts at rank s and
 * goes round, and its one result is copied to all ranks.
 */
final class RingReduction implements Ring.Transfer {

  /** Floats added at a time; two such arrays stay in the first-level cache. */
  private static final int BLOCK = 1024;

  private final FloatBuffer buffer;
  private final int world;
  private final Staging out;
  private final Staging in;
  private final int chunk;
  private final float[] sums = new float[BLOCK];
  private final float[] terms = new float[BLOCK];
  private final Cursor sent;
  private final Cursor received;
  private final long firstSegment;

  RingReduction(FloatBuffer buffer, int rank, int world, Staging out, Staging in) {
    this.buffer = buffer;
    this.world = world;
    this.out = out.empty();
    this.in = in.empty();
    this.chunk = out.floats().capacity();
    this.sent = new Cursor(rank);
    this.received = new Cursor(rank - 1);
    this.firstSegment = sent.step == 0 ? sent.remaining() : 0;
  }

  @Override
  public boolean sends() {
    return out.bytes().hasRemaining() || !sent.done();
  }

  @Override
  public boolean receives() {
    return !received.done();
  }

  @Override
  public boolean send(Lane next) {
    if (!out.bytes().hasRemaining()) {
      long ready = firstSegment + received.passed - sent.passed;
      int count = (int) Math.min(Math.min(chunk, sent.remaining()), ready);
      if (count == 0) {
        return false;
      }
      out.floats().put(0, buffer, sent.index(), count);
      out.expose(count);
      sent.advance(count);
    }
    return next.write(out.bytes()) > 0;
  }

  @Override
  public boolean receive(Lane previous) {
    if (!in.bytes().hasRemaining()) {
      in.expose(Math.min(chunk, received.remaining()));
    }
    boolean moved = previous.read(in.bytes()) > 0;
    if (!in.bytes().hasRemaining()) {
      int count = in.bytes().position() / Float.BYTES;
      if (received.step < world - 1) {
        add(received.index(), count);
      } else {
        buffer.put(received.index(), in.floats(), 0, count);
      }
      received.advance(count);
    }
    return moved;
  }

  // Through arrays, because the compiler vectorises loops over arrays but not over direct buffers.
  private void add(int index, int count) {
    for (int done = 0; done < count; done += BLOCK) {
      int block = Math.min(BLOCK, count - done);
      buffer.get(index + done, sums, 0, block);
      in.floats().get(done, terms, 0, block);
      for (int i = 0; i < block; i++) {
        sums[i] += terms[i];
      }
      buffer.put(index + done, sums, 0, block);
    }
  }

  /** A place in the stream of one direction: a step, and a place in that step's segment. */
  private final class Cursor {

    private final int origin;
    private int step;
    private int offset;
    private long passed;

    Cursor(int origin) {
      this.origin = origin;
      skipEmpty();
    }

    boolean done() {
      return step == 2 * (world - 1);
    }

    private int start(int segment) {
      return (int) ((long) buffer.remaining() * segment / world);
    }

    private int segment() {
      return Math.floorMod(origin - step, world);
    }

    /** Floats left in this step. */
    int remaining() {
      return start(segment() + 1) - start(segment()) - offset;
    }

    /** Absolute index in the buffer. */
    int index() {
      return buffer.position() + start(segment()) + offset;
    }

    void advance(int count) {
      offset += count;
      passed += count;
      skipEmpty();
    }

    private void skipEmpty() {
      while (!done() && remaining() == 0) {
        step++;
        offset = 0;
      }
    }
  }
}
