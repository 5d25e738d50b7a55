package io.yolospark.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;

/** Head outputs for tests. */
public final class HeadFixture {
  private HeadFixture() {}

  /** Raw maps of a square input: normal box bins, class logits around -2. */
  public static NDList maps(NDManager manager, long seed, int images, int classes, int size) {
    Random random = new Random(seed);
    NDList maps = new NDList();
    for (int stride = 8; stride <= 32; stride *= 2) {
      Shape shape =
          new Shape(images, BoxDistribution.CHANNELS + classes, size / stride, size / stride);
      float[] values = new float[(int) shape.size()];
      int cells = (size / stride) * (size / stride);
      for (int i = 0; i < values.length; i++) {
        int channel = i / cells % (BoxDistribution.CHANNELS + classes);
        float shift = channel < BoxDistribution.CHANNELS ? 0 : -2;
        values[i] = (float) random.nextGaussian() + shift;
      }
      maps.add(manager.create(values, shape));
    }
    return maps;
  }

  /** Images [from, to) of a batch. */
  public static NDList images(NDList maps, int from, int to) {
    NDList part = new NDList();
    for (NDArray map : maps) {
      part.add(map.get(from + ":" + to));
    }
    return part;
  }

  /** Anchors of two small grids: 4 x 4 of stride 8, then 2 x 2 of stride 16. */
  public static Anchors smallAnchors() {
    return new Anchors(List.of(new Anchors.Level(0, 4, 4, 8), new Anchors.Level(16, 2, 2, 16)), 20);
  }
}
