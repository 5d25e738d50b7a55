package io.yolospark.collective;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * One rank's memory that the ranks of its host map: counters, two letters and the chunks on their
 * way. Only its owner writes. What lies in it is ready for the others once the counter that tells
 * of it has been raised (release), and a rank that has seen the counter sees the data (acquire).
 */
final class SharedMemory {

  /** What a rank tells the others of its progress; each counts from 0 for the life of a group. */
  enum Counter {
    /** Letters posted. */
    POSTED(1),
    /** Chunks whose terms this rank has laid out. */
    SUPPLIED(2),
    /** Chunks of which this rank has laid out its part of the sums. */
    REDUCED(3),
    /** Chunks in which this rank needs nothing more of the others' memory. */
    RELEASED(4),
    /** Chunks that this rank has handed to all others, or taken from the one that does. */
    PASSED(5);

    private final int line;

    Counter(int line) {
      this.line = line;
    }
  }

  /** Chunks that a rank may be ahead of the slowest. */
  static final int SLOTS = 8;

  /** Most floats of a chunk. */
  static final int CHUNK = 1 << 15;

  /** Most bytes of a letter: a control word. */
  static final int LETTER_BYTES = Collective.CONTROL_LIMIT * Double.BYTES;

  static final int NONCE_BYTES = 32;

  // Two lines apart, because processors fetch lines in pairs.
  private static final int COUNTER_BYTES = 128;
  private static final int LETTERS = 1024;

  /** Bytes of a letter before its payload. */
  static final int ENVELOPE_BYTES = 64;

  private static final int POSTBOX_BYTES = ENVELOPE_BYTES + LETTER_BYTES;
  private static final int TERMS = 1 << 15;
  private static final int POOL_BYTES = SLOTS * CHUNK * Float.BYTES;

  /** Size of the memory. */
  static final int BYTES = TERMS + 2 * POOL_BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final FloatBuffer terms;
  private final FloatBuffer passage;

  /**
   * @param mapped a page-aligned mapping of {@link #BYTES} that starts with the nonce
   */
  SharedMemory(ByteBuffer mapped) {
    this.memory = mapped.duplicate().order(ByteOrder.nativeOrder());
    this.terms = floats(TERMS, POOL_BYTES);
    this.passage = floats(TERMS + POOL_BYTES, POOL_BYTES);
  }

  /** Memory of a rank that shares it with none. */
  static SharedMemory unshared() {
    return new SharedMemory(ByteBuffer.allocateDirect(BYTES));
  }

  long count(Counter counter) {
    return (long) LONGS.getAcquire(memory, offset(counter));
  }

  void count(Counter counter, long value) {
    LONGS.setRelease(memory, offset(counter), value);
  }

  /** The letter of that number; it is overwritten by the next but one. */
  ByteBuffer letter(long number) {
    int start = LETTERS + (int) (number & 1) * POSTBOX_BYTES;
    return memory.slice(start, POSTBOX_BYTES).order(ByteOrder.nativeOrder());
  }

  /** All slots for terms and sums of a reduction. */
  FloatBuffer terms() {
    return terms;
  }

  /** All slots for chunks that are handed from one rank to all others. */
  FloatBuffer passage() {
    return passage;
  }

  /** Where the slot of a chunk starts, in floats. */
  static int slot(long chunk) {
    return (int) (chunk % SLOTS) * CHUNK;
  }

  private FloatBuffer floats(int start, int bytes) {
    return memory.slice(start, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static int offset(Counter counter) {
    return COUNTER_BYTES * counter.line;
  }
}
