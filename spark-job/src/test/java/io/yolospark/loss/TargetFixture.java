package io.yolospark.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Labelled boxes for tests. */
final class TargetFixture {
  private TargetFixture() {}

  static TargetBatch random(long seed, int images, int boxes, int classes, int size) {
    return TargetBatch.of(rows(seed, images, boxes, classes), size, size);
  }

  /** Label rows of boxes inside the image, a fifth to three fifths of its side. */
  static List<float[]> rows(long seed, int images, int boxes, int classes) {
    Random random = new Random(seed);
    List<float[]> labels = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      float[] rows = new float[5 * boxes];
      for (int row = 0; row < rows.length; row += 5) {
        rows[row] = random.nextInt(classes);
        rows[row + 3] = 0.2f + 0.4f * random.nextFloat();
        rows[row + 4] = 0.2f + 0.4f * random.nextFloat();
        rows[row + 1] = rows[row + 3] / 2 + (1 - rows[row + 3]) * random.nextFloat();
        rows[row + 2] = rows[row + 4] / 2 + (1 - rows[row + 4]) * random.nextFloat();
      }
      labels.add(rows);
    }
    return labels;
  }
}
