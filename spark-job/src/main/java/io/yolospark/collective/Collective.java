package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Collective operations of one rank with all others. Every rank calls the same operations in the
 * same order. Results are bit-identical on all ranks and from run to run. Not thread-safe: one
 * thread per rank.
 *
 * <p>Every operation ends within the time limit the group was formed with; a dead or silent peer
 * raises {@link CollectiveException}, whose message names rank, peer, the caller's place, operation
 * number, elapsed time and the bytes that were moved. After a failure the group is closed and every
 * further call fails.
 */
public interface Collective extends AutoCloseable {

  /** A group of one rank, connected to nobody. */
  static Collective solo() {
    return new SoloCollective();
  }

  /** This rank, from 0 to {@code worldSize() - 1}. */
  int rank();

  /** Number of ranks. */
  int worldSize();

  /**
   * Sums {@code buffer} element-wise over all ranks, in place, from position to limit. Position and
   * limit stay as they are. Direct buffers in native byte order take the fast path.
   */
  void allReduce(FloatBuffer buffer);

  /**
   * The same for a buffer that comes again and again, such as a part of the gradient: what the wire
   * format of the settings rounds off may be added to its next sum.
   *
   * @param part names the buffer, which keeps its size
   */
  default void allReduce(String part, FloatBuffer buffer) {
    allReduce(buffer);
  }

  /**
   * The same for values that are kept, such as running statistics: in float32 over every transport,
   * where gradients may be rounded on their way.
   */
  default void allReduceExact(FloatBuffer buffer) {
    allReduce(buffer);
  }

  /**
   * Sums a few numbers (at most {@value #CONTROL_LIMIT}) over all ranks, in place, by the
   * latency-optimal path.
   */
  void allReduce(double[] control);

  /** Most elements of a control word. */
  int CONTROL_LIMIT = 1024;

  /** Every rank's bytes, by rank; payloads may differ in size. */
  byte[][] allGather(byte[] payload);

  /** The root's bytes on every rank; the payload of other ranks is ignored and may be null. */
  byte[] broadcast(int root, byte[] payload);

  /** The root's buffer on every rank, in place, from position to limit; sizes must agree. */
  void broadcast(int root, ByteBuffer buffer);

  /** Returns once every rank has called it. */
  void barrier();

  /**
   * Says what this rank is about to do, as {@code epoch 3, step 17}, for the messages of failures.
   * Does nothing by default.
   */
  default void at(String place) {}

  /**
   * Leaves the group because this rank has failed: the others' operations end and give the reason.
   * Safe from any thread; does nothing where the group is closed. By default leaves without a
   * reason.
   *
   * @param reason one line
   */
  default void abort(String reason) {
    close();
  }

  @Override
  void close();
}
