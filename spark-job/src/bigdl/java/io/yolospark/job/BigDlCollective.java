package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.collective.DelegatingCollective;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group whose gradients travel through Spark's block managers, by BigDL's parameter manager; all
 * else by the group it wraps.
 *
 * <p>BigDL cuts every float32 to its upper 16 bits, towards zero, and every partial sum too. With N
 * ranks a sum is off by less than N / 128 of the sum of the absolute terms, and where the terms
 * have one sign it is never too large. It is bit-identical on all ranks and from run to run. A
 * signalling NaN may become an infinity.
 */
final class BigDlCollective extends DelegatingCollective {

  private static final Logger LOG = LoggerFactory.getLogger(BigDlCollective.class);
  private static final Duration REMOVAL = Duration.ofSeconds(5);

  private final BigDlThread thread;
  private final Duration timeout;
  private final long firstId;

  /** By number of elements; equal lengths share one. */
  private final Map<Integer, BigDlVector> vectors = new HashMap<>();

  private volatile boolean closed;
  private long sequence;

  private BigDlCollective(Collective group, BigDlThread thread, Duration timeout, long firstId) {
    super(group);
    this.thread = thread;
    this.timeout = timeout;
    this.firstId = firstId;
  }

  /** Agrees with the other ranks on names for the blocks that no other group has used. */
  static BigDlCollective start(Collective group, TaskContext task, Duration timeout) {
    byte[] random = new byte[Long.BYTES];
    new SecureRandom().nextBytes(random);
    long id = ByteBuffer.wrap(group.broadcast(0, random)).getLong() & 0x7fff_ffff_ffffL;
    return new BigDlCollective(
        group, new BigDlThread(group.rank(), group.worldSize(), task), timeout, id << 16);
  }

  @Override
  public void allReduce(FloatBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("Cannot receive into a read-only buffer: " + buffer);
    }
    sequence++;
    requireSameLength(buffer.remaining());
    if (!buffer.hasRemaining()) {
      return;
    }
    BigDlVector vector = step("putting its terms", () -> put(buffer));
    barrier();
    step("adding its slice", Executors.callable(vector::add));
    barrier();
    OptionalInt incomplete = step("fetching the sums", () -> vector.fetch(buffer));
    barrier(); // a rank that closes the group takes its blocks away
    if (incomplete.isPresent()) {
      throw fail(
          new CollectiveException(
              operation()
                  + "the sum of rank "
                  + incomplete.getAsInt()
                  + "'s slice lacks terms; its executor's log may say why (too little storage"
                  + " memory, a lost block)"));
    }
  }

  private BigDlVector put(FloatBuffer buffer) throws Exception {
    BigDlVector vector = vectors.get(buffer.remaining());
    if (vector == null) {
      long id = firstId + vectors.size();
      vector = new BigDlVector(id, rank(), worldSize(), buffer.remaining());
      vectors.put(buffer.remaining(), vector);
    }
    vector.put(buffer);
    return vector;
  }

  /** Blocks of another size would be cut where the owner does not expect it. */
  private void requireSameLength(int elements) {
    double[] sum = {elements};
    allReduce(sum);
    if (sum[0] != (double) elements * worldSize()) {
      throw fail(
          new CollectiveException(
              operation()
                  + "ranks disagree on its size: "
                  + elements
                  + " elements here, "
                  + (long) sum[0]
                  + " on all together"));
    }
  }

  private <T> T step(String what, Callable<T> call) {
    long start = System.nanoTime();
    try {
      return thread.call(timeout, call);
    } catch (TimeoutException e) {
      throw fail(new CollectiveException(operation() + what + " did not end, " + after(start), e));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw fail(
          new IllegalStateException(
              operation() + what + " failed, " + after(start) + ": " + cause, cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fail(new CollectiveException(operation() + what + " was interrupted", e));
    }
  }

  private String operation() {
    return "rank %d of %d, all-reduce %d by bigdl: ".formatted(rank(), worldSize(), sequence);
  }

  private static String after(long start) {
    return "after %.1f s".formatted((System.nanoTime() - start) / 1e9);
  }

  private RuntimeException fail(RuntimeException failure) {
    close();
    return failure;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    super.close();
    try {
      thread.call(REMOVAL, Executors.callable(() -> vectors.values().forEach(BigDlVector::remove)));
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("BigDL's blocks of rank {} stay in its block manager", rank(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.close();
    }
  }
}
