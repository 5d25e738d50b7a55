package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  private static final int TRIALS = 2_000;

  @Test
  void dealsAsWritten() {
    BatchPlan plan = new BatchPlan(2, 5, 2, 23, 8, 87);

    assertThat(plan.share(0)).isEqualTo(3);
    assertThat(plan.share(1)).isEqualTo(2);
    assertThat(plan.shareOffset(1)).isEqualTo(3);
    assertThat(plan.microSteps()).isEqualTo(2);
    assertThat(plan.microSizes(0)).containsExactly(2, 1);
    assertThat(plan.microSizes(1)).containsExactly(1, 1);
    assertThat(plan.stepsPerEpoch()).isEqualTo(5);
    assertThat(plan.repeats()).isEqualTo(2);
    assertThat(plan.validationImages(0)).isEqualTo(44);
    assertThat(plan.validationImages(1)).isEqualTo(43);
    assertThat(plan.validationOffset(1)).isEqualTo(44);
    assertThat(plan.validationSteps(0)).isEqualTo(6);
    assertThat(plan.validationSizes(0)).containsExactly(8, 8, 8, 8, 8, 4);
    assertThat(plan.validationSizes(1)).containsExactly(8, 8, 8, 8, 8, 3);
  }

  @Test
  void usesTheValidationBatchOfTheConfigAsWritten() {
    for (int perExecutor : new int[] {1, 7, 16, 1000, Integer.MAX_VALUE}) {
      JobConfig config =
          Configs.load(
              Configs.LEAST,
              "batch.validation.per-executor=" + perExecutor,
              "batch.train.global=64",
              "batch.train.micro=8",
              "cluster.executors=4");

      BatchPlan plan = BatchPlan.of(config, 640, 4 * 33);

      assertThat(plan.validationBatch()).isEqualTo(perExecutor);
      for (int rank = 0; rank < 4; rank++) {
        int[] sizes = plan.validationSizes(rank);
        assertThat(sizes[0]).isEqualTo(Math.min(perExecutor, 33));
        assertThat(Arrays.stream(sizes).limit(sizes.length - 1)).allMatch(s -> s == perExecutor);
      }
    }
  }

  @Test
  void holdsForAnyNumbers() {
    Random random = new Random(20240521);
    for (int trial = 0; trial < TRIALS; trial++) {
      int world = 1 + random.nextInt(12);
      int global = world + random.nextInt(100);
      int micro = 2 + random.nextInt(20);
      int train = global + random.nextInt(1000);
      int batch = 1 + random.nextInt(40);
      check(new BatchPlan(world, global, micro, train, batch, 1 + random.nextInt(500)));
    }
  }

  private static void check(BatchPlan plan) {
    int trained = 0;
    int validated = 0;
    for (int rank = 0; rank < plan.worldSize(); rank++) {
      assertThat(plan.shareOffset(rank)).as("%s", plan).isEqualTo(trained);
      assertThat(plan.share(0) - plan.share(rank)).as("%s", plan).isBetween(0, 1);
      int[] micros = plan.microSizes(rank);
      assertThat(micros).as("%s", plan).hasSize(plan.microSteps());
      assertThat(Arrays.stream(micros)).allMatch(size -> size >= 1 && size <= plan.microBatch());
      assertThat(micros[0] - micros[micros.length - 1]).as("%s", plan).isBetween(0, 1);
      assertThat(Arrays.stream(micros).sum()).as("%s", plan).isEqualTo(plan.share(rank));
      trained += plan.share(rank);

      assertThat(plan.validationOffset(rank)).as("%s", plan).isEqualTo(validated);
      int[] sizes = plan.validationSizes(rank);
      assertThat(sizes).as("%s", plan).hasSize(plan.validationSteps(rank));
      for (int step = 0; step < sizes.length; step++) {
        int largest = plan.validationBatch();
        int least = step < sizes.length - 1 ? largest : 1;
        assertThat(sizes[step]).as("%s", plan).isBetween(least, largest);
      }
      int images = plan.validationImages(rank);
      assertThat(plan.validationImages(0) - images).as("%s", plan).isBetween(0, 1);
      assertThat(Arrays.stream(sizes).sum()).as("%s", plan).isEqualTo(images);
      validated += images;
    }
    assertThat(trained).as("%s", plan).isEqualTo(plan.globalBatch());
    assertThat(validated).as("%s", plan).isEqualTo(plan.validationImages());
    assertThat(plan.stepsPerEpoch() * plan.globalBatch() - plan.trainImages())
        .as("%s", plan)
        .isEqualTo(plan.repeats())
        .isBetween(0, plan.globalBatch() - 1);
  }

  @Test
  void leavesRanksWithoutValidationImages() {
    BatchPlan plan = new BatchPlan(4, 4, 1, 4, 8, 2);

    assertThat(plan.validationSteps(1)).isEqualTo(1);
    assertThat(plan.validationSteps(2)).isZero();
    assertThat(plan.validationSizes(3)).isEmpty();
  }

  @Test
  void refusesWhatCannotBeDealt() {
    assertThatThrownBy(() -> new BatchPlan(4, 2, 8, 100, 8, 10))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "batch.train.global: 2 cannot be dealt to 4 executors;"
                + " accepted: at least 4, or fewer cluster.executors");
    assertThatThrownBy(() -> new BatchPlan(2, 5, 1, 100, 8, 10))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "batch.train.global: 5 gives rank 1 2 images for 3 micro-steps (batch.train.micro: 1);"
                + " accepted: a multiple of 2 executors, or a micro of at least 2");
    assertThatThrownBy(() -> new BatchPlan(2, 64, 8, 50, 8, 10))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "batch.train.global: 64 is more than the 50 training images, a step would hold an image"
                + " twice; accepted: at most 50");
    assertThatThrownBy(() -> new BatchPlan(2, 64, 8, 50, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchPlan(2, 6, 3, 50, 1, 10).share(2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesEmptySplits() {
    assertThatThrownBy(() -> BatchPlan.of(Configs.load(Configs.LEAST), 0, 0))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.mistakes())
                    .containsExactly(
                        "dataset.train: has no usable image; accepted: 1 or more",
                        "dataset.val: has no usable image; accepted: 1 or more"));
  }

  @Test
  void describesItself() {
    assertThat(new BatchPlan(3, 10, 2, 98, 16, 88).describe())
        .isEqualTo(
            """
            batch plan: 3 ranks, one per executor
              train images             98
              global batch             10  images per optimizer step, all ranks
              micro-batch               2  images per forward pass of a rank at most
              micro-steps               2  per optimizer step, the same on every rank
              optimizer steps          10  per epoch
              repeats                   2  images of the epoch again in its last step
              validation images        88
              validation batch         16  images per executor, used as written
              ranks         share   micro-batches        validation images  validation steps   validation batches
              0                 4   2 x 2                               30                 2   1 x 16, 1 x 14
              1-2               3   1 x 2, 1 x 1                        29                 2   1 x 16, 1 x 13""");
  }

  @Test
  void becomesJson() {
    Map<String, Object> map = new BatchPlan(2, 5, 2, 23, 8, 21).toMap();

    assertThat(map)
        .containsEntry("world-size", 2)
        .containsEntry("global-batch", 5)
        .containsEntry("micro-batch", 2)
        .containsEntry("micro-steps", 2)
        .containsEntry("train-images", 23)
        .containsEntry("steps-per-epoch", 5)
        .containsEntry("repeats-in-last-step", 2)
        .containsEntry("validation-batch-per-executor", 8)
        .containsEntry("validation-images", 21)
        .containsEntry(
            "ranks",
            List.of(
                Map.of(
                    "rank", 0,
                    "share", 3,
                    "micro-sizes", List.of(2, 1),
                    "validation-images", 11,
                    "validation-steps", 2,
                    "validation-sizes", List.of(8, 3)),
                Map.of(
                    "rank", 1,
                    "share", 2,
                    "micro-sizes", List.of(1, 1),
                    "validation-images", 10,
                    "validation-steps", 2,
                    "validation-sizes", List.of(8, 2))))
        .hasSize(10);
  }
}
