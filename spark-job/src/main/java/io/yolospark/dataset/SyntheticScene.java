package io.yolospark.dataset;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What one synthetic picture shows: its size and its shapes, the later above the earlier. Of every
 * labelled shape at least {@link #LEAST_VISIBLE} is to be seen.
 */
record SyntheticScene(int width, int height, List<PlacedShape> shapes) {

  /** Visible part of a shape under which it would not be fair to ask for it. */
  static final double LEAST_VISIBLE = 0.4;

  private static final int MOST_SHAPES = 4;
  private static final int TRIES = 20;

  /** A bar or patch that covers shapes now and then. */
  private static final double[][] BAR = {{-1, -0.12, 1, -0.12, 1, 0.12, -1, 0.12}};

  /**
   * Composes a scene.
   *
   * @param side the longer side of the picture in pixels
   * @param classes how many of the shapes are used
   */
  static SyntheticScene compose(int side, int classes, SplittableRandom random) {
    int shorter = (int) Math.round(side * random.nextDouble(0.7, 1));
    boolean wide = random.nextBoolean();
    int width = wide ? side : shorter;
    int height = wide ? shorter : side;
    List<PlacedShape> shapes = new ArrayList<>();
    List<BitSet> visible = new ArrayList<>();
    List<Integer> areas = new ArrayList<>();
    int wanted = random.nextInt(1, MOST_SHAPES + 1);
    int bars = random.nextInt(10) < 3 ? 1 : 0;
    for (int i = 0; i < wanted + bars; i++) {
      int classId = i < wanted ? random.nextInt(classes) : -1;
      for (int attempt = 0; attempt < TRIES; attempt++) {
        PlacedShape shape = draw(classId, width, height, random);
        BitSet pixels = shape.pixels(width, height);
        if (leavesEnough(pixels, visible, areas)) {
          visible.forEach(below -> below.andNot(pixels));
          shapes.add(shape);
          areas.add(pixels.cardinality());
          visible.add(pixels);
          break;
        }
      }
    }
    return new SyntheticScene(width, height, List.copyOf(shapes));
  }

  private static PlacedShape draw(int classId, int width, int height, SplittableRandom random) {
    double[][] contours = classId < 0 ? BAR : SyntheticShape.CLASSES.get(classId).contours();
    return PlacedShape.place(
        classId,
        contours,
        random.nextDouble(0.8, 1.25),
        random.nextDouble(2 * Math.PI),
        Math.min(width, height) * random.nextDouble(0.15, 0.5),
        random.nextDouble(),
        random.nextDouble(),
        width,
        height);
  }

  private static boolean leavesEnough(BitSet above, List<BitSet> visible, List<Integer> areas) {
    for (int i = 0; i < visible.size(); i++) {
      BitSet left = (BitSet) visible.get(i).clone();
      left.andNot(above);
      if (left.cardinality() < LEAST_VISIBLE * areas.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** The YOLO label file: hulls of the whole shapes, also of their covered parts. */
  String labels() {
    StringBuilder text = new StringBuilder();
    for (PlacedShape shape : shapes) {
      if (shape.classId() >= 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "%d %.6f %.6f %.6f %.6f\n",
                shape.classId(),
                (shape.left() + shape.right()) / 2 / width,
                (shape.top() + shape.bottom()) / 2 / height,
                (shape.right() - shape.left()) / width,
                (shape.bottom() - shape.top()) / height));
      }
    }
    return text.toString();
  }
}
