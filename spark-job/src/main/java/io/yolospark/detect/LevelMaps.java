package io.yolospark.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/** Raw head maps as one array. */
public final class LevelMaps {
  private LevelMaps() {}

  /**
   * Joins the levels of one branch; gradients pass.
   *
   * @param maps one (B, 64 + classes, h, w) map per level, finest first
   * @return (B, 64 + classes, A), anchors ordered as {@link Anchors}, on the maps' manager
   * @throws IllegalArgumentException when a map has not this shape or the maps disagree
   */
  public static NDArray join(NDList maps) {
    Shape first = check(maps);
    NDList flat = new NDList(maps.size());
    for (NDArray map : maps) {
      Shape shape = map.getShape();
      if (shape.dimension() != 4 || shape.get(0) != first.get(0) || shape.get(1) != first.get(1)) {
        throw new IllegalArgumentException(
            "Cannot join head maps: shapes " + first + " and " + shape + " disagree");
      }
      flat.add(map.reshape(first.get(0), first.get(1), shape.get(2) * shape.get(3)));
    }
    return NDArrays.concat(flat, 2);
  }

  private static Shape check(NDList maps) {
    if (maps.isEmpty()) {
      throw new IllegalArgumentException("Cannot join head maps: there is none");
    }
    Shape shape = maps.get(0).getShape();
    if (shape.dimension() != 4 || shape.get(1) <= BoxDistribution.CHANNELS) {
      throw new IllegalArgumentException(
          "Cannot join head maps: shape " + shape + " is not (batch, 64 + classes, height, width)");
    }
    return shape;
  }
}
