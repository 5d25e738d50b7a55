package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.BatchPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochSamplerTest {

  private static final int RECORDS = 53;
  private static final int GLOBAL = 12;

  private final EpochSampler sampler = new EpochSampler(RECORDS, GLOBAL, 0);

  @Test
  void everyRecordOccursOnce() {
    for (int epoch = 0; epoch < 20; epoch++) {
      assertThat(sampler.permutation(epoch))
          .containsExactlyInAnyOrder(IntStream.range(0, RECORDS).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aStepIsTheSameImagesWhateverTheWorldSize(int worldSize) {
    BatchPlan plan = new BatchPlan(worldSize, GLOBAL, 2, RECORDS, 1, 1);
    int[] order = sampler.permutation(3);
    for (int step = 0; step < plan.stepsPerEpoch(); step++) {
      List<Integer> dealt = new ArrayList<>();
      for (int rank = 0; rank < worldSize; rank++) {
        int offset = plan.shareOffset(rank);
        Arrays.stream(sampler.slice(order, step, offset, plan.share(rank))).forEach(dealt::add);
      }
      int first = step * GLOBAL;
      assertThat(dealt)
          .containsExactlyElementsOf(
              IntStream.range(first, first + GLOBAL).map(i -> order[i % RECORDS]).boxed().toList());
    }
  }

  @Test
  void theLastStepWrapsToTheFirstRecords() {
    int[] order = sampler.permutation(0);

    assertThat(sampler.slice(order, 4, 0, GLOBAL))
        .containsExactly(
            order[48], order[49], order[50], order[51], order[52], order[0], order[1], order[2],
            order[3], order[4], order[5], order[6]);
  }

  @Test
  void seedAndEpochAloneDecide() {
    assertThat(new EpochSampler(RECORDS, 7, 0).permutation(5)).isEqualTo(sampler.permutation(5));
    List<List<Integer>> orders = new ArrayList<>();
    for (long seed = 0; seed < 5; seed++) {
      for (int epoch = 0; epoch < 20; epoch++) {
        int[] order = new EpochSampler(RECORDS, GLOBAL, seed).permutation(epoch);
        orders.add(Arrays.stream(order).boxed().toList());
      }
    }
    assertThat(orders).doesNotHaveDuplicates();
    // over 100 orders every record should come first about twice; never the same few
    assertThat(orders.stream().map(order -> order.get(0)).distinct().count()).isGreaterThan(30);
  }
}
