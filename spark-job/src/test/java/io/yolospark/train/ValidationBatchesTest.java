package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.BatchPlan;
import io.yolospark.dataset.ImageRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationBatchesTest {

  private static final BatchPlan PLAN = new BatchPlan(2, 8, 4, 8, 2, 9);

  /** Landscape, portrait, and again; the last one is square. */
  private static List<ImageRecord> records() {
    List<ImageRecord> records = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int height = i == 8 ? 640 : 480;
      records.add(
          new ImageRecord("image-" + i, i % 2 == 0 ? 640 : 320, height, new int[0], new float[0]));
    }
    return records;
  }

  private static List<int[]> squares(int rank) {
    return ValidationBatches.planned(PLAN, rank);
  }

  @Test
  void squaresFollowThePlan() {
    assertThat(squares(0)).containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4});
    assertThat(squares(1)).containsExactly(new int[] {5, 6}, new int[] {7, 8});
  }

  @Test
  void rectanglesShareABatchOnlyWithTheirLike() {
    assertThat(ValidationBatches.alike(PLAN, 0, records(), 640))
        .containsExactly(new int[] {0, 2}, new int[] {4}, new int[] {1, 3});
    assertThat(ValidationBatches.alike(PLAN, 1, records(), 640))
        .containsExactly(new int[] {5, 7}, new int[] {6}, new int[] {8});
  }
}
