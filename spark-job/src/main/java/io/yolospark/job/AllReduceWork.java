package io.yolospark.job;

import io.yolospark.collective.Collective;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;

/** All-reduces of one buffer, filled with numbers of the size of gradients. */
final class AllReduceWork implements BenchmarkWork {

  private final Collective group;
  private final FloatBuffer memory;
  private final float[] values = new float[1 << 16];
  private FloatBuffer buffer;

  AllReduceWork(Collective group, long mostBytes) {
    this.group = group;
    memory =
        ByteBuffer.allocateDirect(Math.toIntExact(mostBytes))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    Random random = new Random(group.rank());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 1e-3);
    }
  }

  @Override
  public void resize(long bytes) {
    buffer = memory.slice(0, Math.toIntExact(bytes / Float.BYTES));
    for (int i = 0; i < buffer.limit(); i++) {
      buffer.put(i, group.rank() + 1);
    }
    run();
    float sum = group.worldSize() * (group.worldSize() + 1) / 2f;
    for (int i = 0; i < buffer.limit(); i++) {
      if (buffer.get(i) != sum) {
        throw new IllegalStateException(
            "wrong sum at %d of %d: %s instead of %s"
                .formatted(i, buffer.limit(), buffer.get(i), sum));
      }
    }
  }

  @Override
  public void refresh() {
    for (int done = 0; done < buffer.limit(); done += values.length) {
      buffer.put(done, values, 0, Math.min(values.length, buffer.limit() - done));
    }
  }

  @Override
  public void run() {
    group.allReduce("all", buffer);
  }

  @Override
  public void close() {
    group.close();
  }
}
