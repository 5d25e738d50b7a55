package io.yolospark.detect;

import static io.yolospark.detect.BoxDistribution.BINS;
import static io.yolospark.detect.BoxDistribution.CHANNELS;
import static io.yolospark.detect.BoxDistribution.SIDES;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** Turns raw head maps into {@link Predictions}. Stateless. */
public final class BoxDecoder {
  private BoxDecoder() {}

  /**
   * Decodes one branch.
   *
   * @param maps one (B, 64 + classes, h, w) map per level, finest first
   */
  public static Predictions decode(NDList maps) {
    try (NDManager scratch = maps.get(0).getManager().newSubManager()) {
      NDList detached = new NDList(maps.size());
      maps.forEach(map -> detached.add(map.stopGradient()));
      detached.attach(scratch);
      return decode(Anchors.of(maps), LevelMaps.join(detached));
    }
  }

  /**
   * Decodes joined maps outside the gradient graph. From a GPU this costs two copies to the host,
   * (B, 4, A) distances and (B, classes, A) logits, and waits for them. Temporaries are released
   * before it returns.
   *
   * @param anchors of the maps
   * @param joined (B, 64 + classes, A) as {@link LevelMaps#join} gives
   */
  public static Predictions decode(Anchors anchors, NDArray joined) {
    long images = joined.getShape().get(0);
    long classes = joined.getShape().get(1) - CHANNELS;
    try (NDManager scratch = joined.getManager().newSubManager()) {
      NDArray detached = joined.stopGradient();
      detached.attach(scratch);
      NDList parts = detached.split(new long[] {CHANNELS}, 1);
      NDArray probabilities = parts.get(0).reshape(images, SIDES, BINS, anchors.count()).softmax(2);
      return new Predictions(
          anchors,
          (int) images,
          (int) classes,
          BoxDistribution.expectation(probabilities).toFloatArray(),
          parts.get(1).toFloatArray());
    }
  }
}
