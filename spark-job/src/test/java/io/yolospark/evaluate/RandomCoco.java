package io.yolospark.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random splits, the same for the same seed on every machine: crowds, equal scores, equal overlaps,
 * images without labels or detections, a category without labels, objects of every size.
 */
final class RandomCoco {
  private static final int SIDE = 400;

  private RandomCoco() {}

  static List<CocoImage> draw(int seed, int images, int categories, int detections) {
    SplittableRandom random = new SplittableRandom(seed);
    List<CocoImage> split = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      List<CocoLabel> labels = new ArrayList<>();
      int labelCount = random.nextInt(4) == 0 ? 0 : random.nextInt(15);
      for (int j = 0; j < labelCount; j++) {
        CocoBox box = box(random);
        double area = box.area() * random.nextInt(4, 11) / 10;
        labels.add(new CocoLabel(random.nextInt(categories), box, area, random.nextInt(8) == 0));
      }
      split.add(new CocoImage(labels, detect(random, labels, categories, detections)));
    }
    return split;
  }

  private static List<CocoDetection> detect(
      SplittableRandom random, List<CocoLabel> labels, int categories, int most) {
    List<CocoDetection> detections = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? 0 : random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      double score = random.nextInt(40) / 40.0;
      if (labels.isEmpty() || random.nextInt(3) == 0) {
        detections.add(new CocoDetection(random.nextInt(categories + 1), box(random), score));
      } else {
        CocoLabel label = labels.get(random.nextInt(labels.size()));
        detections.add(new CocoDetection(label.category(), near(random, label.box()), score));
      }
    }
    return detections;
  }

  /** Sides of whole pixels from 4 up to 200, small ones as often as large ones. */
  private static CocoBox box(SplittableRandom random) {
    int scale = 1 << random.nextInt(1, 6);
    int width = scale * random.nextInt(2, 7);
    int height = scale * random.nextInt(2, 7);
    return new CocoBox(random.nextInt(SIDE - width), random.nextInt(SIDE - height), width, height);
  }

  private static CocoBox near(SplittableRandom random, CocoBox box) {
    return new CocoBox(
        box.x() + Math.rint(box.width() * random.nextInt(-2, 3) / 8),
        box.y() + box.height() * random.nextInt(-2, 3) / 10,
        box.width() * random.nextInt(8, 13) / 10,
        box.height());
  }
}
