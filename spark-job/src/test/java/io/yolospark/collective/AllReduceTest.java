package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Layout.class)
class AllReduceTest {

  @Parameter private Layout layout;

  private static final int[] SIZES = {
    0, 1, 2, 3, 4, 5, 7, 13, 101, 4096, 4097, 32768, 65535, 65536, 65537, 131_073, 1_000_003
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void sumsEverySizeBitIdenticallyOnAllRanksAndInEveryRun(int worldSize) throws Exception {
    List<float[][]> first = Ranks.run(worldSize, layout, AllReduceTest::reduceAllSizes);
    List<float[][]> second = Ranks.run(worldSize, layout, AllReduceTest::reduceAllSizes);
    for (int i = 0; i < SIZES.length; i++) {
      float[] sums = first.get(0)[i];
      requireSums(sums, SIZES[i], worldSize);
      for (int rank = 0; rank < worldSize; rank++) {
        assertThat(Arrays.equals(bits(sums), bits(first.get(rank)[i]))).isTrue();
        assertThat(Arrays.equals(bits(sums), bits(second.get(rank)[i]))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void sumsTwentyMillionFloats(int worldSize) throws Exception {
    int size = 20_000_000;
    List<Integer> hashes =
        Ranks.run(
            worldSize,
            layout,
            group -> {
              FloatBuffer buffer = direct(size, ByteOrder.nativeOrder());
              fill(buffer, group.rank());
              group.allReduce(buffer);
              float[] sums = new float[size];
              buffer.get(0, sums);
              requireSums(sums, size, worldSize);
              return Arrays.hashCode(sums);
            });
    assertThat(hashes).containsOnly(hashes.get(0));
  }

  @Test
  void everyKindOfBufferGivesTheSameBits() throws Exception {
    int size = 70_001;
    List<Boolean> same =
        Ranks.run(
            3,
            layout,
            group -> {
              FloatBuffer reference = direct(size, ByteOrder.nativeOrder());
              FloatBuffer big = direct(size, ByteOrder.BIG_ENDIAN);
              FloatBuffer little = direct(size, ByteOrder.LITTLE_ENDIAN);
              FloatBuffer heap = FloatBuffer.allocate(size);
              FloatBuffer heapBytes = ByteBuffer.allocate(size * Float.BYTES).asFloatBuffer();
              boolean equal = true;
              for (FloatBuffer buffer : List.of(reference, big, little, heap, heapBytes)) {
                fill(buffer, group.rank());
                group.allReduce(buffer);
                equal &= buffer.equals(reference);
              }
              return equal;
            });
    assertThat(same).containsOnly(true);
  }

  @Test
  void sumsOnlyFromPositionToLimit() throws Exception {
    List<FloatBuffer> buffers =
        Ranks.run(
            2,
            layout,
            group -> {
              FloatBuffer buffer = FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5});
              buffer.position(1).limit(4);
              group.allReduce(buffer);
              return buffer;
            });
    for (FloatBuffer buffer : buffers) {
      assertThat(buffer.array()).containsExactly(1, 4, 6, 8, 5);
      assertThat(buffer.position()).isEqualTo(1);
      assertThat(buffer.limit()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void controlWordIsSummedInRankOrder(int worldSize) throws Exception {
    double[] terms = {0.1, 1e16, -1e16, 0.3, 0.7};
    double expected = 0;
    for (int rank = 0; rank < worldSize; rank++) {
      expected += terms[rank];
    }
    List<double[]> words =
        Ranks.run(
            worldSize,
            layout,
            group -> {
              double[] word = {terms[group.rank()], group.rank(), Double.NaN};
              for (int i = 0; i < 200; i++) {
                double[] copy = word.clone();
                group.allReduce(copy);
                if (i == 199) {
                  return copy;
                }
              }
              throw new AssertionError();
            });
    for (double[] word : words) {
      assertThat(word).containsExactly(expected, worldSize * (worldSize - 1) / 2.0, Double.NaN);
    }
  }

  @Test
  void controlWordHasALimit() throws Exception {
    List<double[]> words =
        Ranks.run(
            2,
            layout,
            group -> {
              double[] word = new double[Collective.CONTROL_LIMIT];
              Arrays.fill(word, 1);
              group.allReduce(word);
              assertThatThrownBy(() -> group.allReduce(new double[Collective.CONTROL_LIMIT + 1]))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("1025 elements: at most 1024");
              group.barrier();
              return word;
            });
    assertThat(words.get(1)).containsOnly(2);
  }

  @Test
  void readOnlyBufferIsRefusedBeforeAnythingIsSent() throws Exception {
    Ranks.run(
        2,
        layout,
        group -> {
          FloatBuffer buffer = FloatBuffer.allocate(3).asReadOnlyBuffer();
          assertThatThrownBy(() -> group.allReduce(buffer))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("read-only");
          group.barrier();
          return null;
        });
  }

  private static float[][] reduceAllSizes(Collective group) {
    float[][] results = new float[SIZES.length][];
    for (int i = 0; i < SIZES.length; i++) {
      FloatBuffer buffer = direct(SIZES[i], ByteOrder.nativeOrder());
      fill(buffer, group.rank());
      group.allReduce(buffer);
      results[i] = new float[SIZES[i]];
      buffer.get(0, results[i]);
    }
    return results;
  }

  private static FloatBuffer direct(int size, ByteOrder order) {
    return ByteBuffer.allocateDirect(size * Float.BYTES).order(order).asFloatBuffer();
  }

  /** Term {@code i} of a rank, in [-0.5, 0.5), spread like random numbers. */
  private static float term(int rank, int i) {
    int mixed = (i + 1) * 0x9E3779B1 ^ (rank + 1) * 0x85EBCA77;
    mixed = (mixed ^ mixed >>> 15) * 0x2C1B3C6D;
    return ((mixed ^ mixed >>> 13) >>> 8) * 0x1p-24f - 0.5f;
  }

  private static void fill(FloatBuffer buffer, int rank) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, term(rank, i));
    }
  }

  private static void requireSums(float[] sums, int size, int worldSize) {
    double worst = 0;
    for (int i = 0; i < size; i++) {
      double expected = 0;
      for (int rank = 0; rank < worldSize; rank++) {
        expected += term(rank, i);
      }
      worst = Math.max(worst, Math.abs(sums[i] - expected));
    }
    assertThat(sums).hasSize(size);
    assertThat(worst).isCloseTo(0, within(worldSize * 1e-7));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
