package io.yolospark.train;

import io.yolospark.config.AugmentConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.image.Batch;
import io.yolospark.image.Letterbox;
import io.yolospark.image.Sample;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Batches of noise with as many boxes as a real one can have. */
final class WorstCase {

  private static final int MOSAIC_IMAGES = 4;

  private final int classes;
  private final SplittableRandom random = new SplittableRandom(1);

  WorstCase(int classes) {
    this.classes = classes;
  }

  /** Most boxes of one augmented image, of images with at most those of {@code fullest}. */
  static int mostBoxes(ImageRecord fullest, AugmentConfig augment) {
    int images = augment.mosaic() > 0 ? MOSAIC_IMAGES : 1;
    return (augment.mixup() > 0 ? 2 : 1) * images * fullest.boxCount();
  }

  /** A batch of square images with so many boxes each. */
  Batch batch(int size, int side, int boxes) {
    Letterbox whole = Letterbox.square(side, side, side);
    return new Batch(
        IntStream.range(0, size)
            .mapToObj(i -> new Sample(i, pixels(side), side, labels(boxes), whole))
            .toList());
  }

  private byte[] pixels(int side) {
    byte[] pixels = new byte[3 * side * side];
    random.nextBytes(pixels);
    return pixels;
  }

  private float[] labels(int boxes) {
    float[] labels = new float[5 * boxes];
    for (int row = 0; row < labels.length; row += 5) {
      labels[row] = random.nextInt(classes);
      for (int i = 1; i <= 2; i++) {
        labels[row + i] = (float) random.nextDouble(0.25, 0.75);
        labels[row + 2 + i] = (float) random.nextDouble(0.02, 0.4);
      }
    }
    return labels;
  }
}
