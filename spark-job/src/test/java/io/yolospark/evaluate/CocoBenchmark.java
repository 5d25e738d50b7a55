package io.yolospark.evaluate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Prints how long 5000 images with 300 detections each take, beside pycocotools if installed. */
final class CocoBenchmark {
  private static final int IMAGES = 5000;
  private static final int DETECTIONS = 300;
  private static final int CATEGORIES = 80;

  private CocoBenchmark() {}

  /** Takes the number of images, by default 5000. */
  public static void main(String[] args) throws Exception {
    List<CocoImage> images = draw(args.length == 0 ? IMAGES : Integer.parseInt(args[0]));
    for (int run = 1; run <= 3; run++) {
      long start = System.nanoTime();
      CocoFigures figures = CocoEvaluation.of(images);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(Locale.ROOT, "yolospark %.2f s, %s%n", seconds, figures.describe());
    }
    if (Pycocotools.installed()) {
      Path folder = Files.createTempDirectory("coco-benchmark");
      Pycocotools.Answer answer = Pycocotools.evaluate(folder, images);
      System.out.printf(
          Locale.ROOT, "pycocotools %.2f s, AP=%.4f%n", answer.seconds(), answer.figures()[0]);
    }
  }

  /** Seven objects an image, as in COCO; detections around them, of ever lower score. */
  private static List<CocoImage> draw(int count) {
    SplittableRandom random = new SplittableRandom(0);
    List<CocoImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<CocoLabel> labels = new ArrayList<>();
      for (int j = 0; j < 7; j++) {
        CocoBox box =
            new CocoBox(
                random.nextInt(500),
                random.nextInt(400),
                random.nextInt(8, 140),
                random.nextInt(8, 140));
        labels.add(new CocoLabel(random.nextInt(CATEGORIES), box, box.area(), false));
      }
      List<CocoDetection> detections = new ArrayList<>();
      for (int j = 0; j < DETECTIONS; j++) {
        CocoLabel near = labels.get(random.nextInt(labels.size()));
        boolean right = random.nextInt(3) == 0;
        double shift = random.nextDouble(-0.3, 0.3) * near.box().width();
        detections.add(
            new CocoDetection(
                right ? near.category() : random.nextInt(CATEGORIES),
                new CocoBox(
                    near.box().x() + shift,
                    near.box().y() + shift,
                    near.box().width(),
                    near.box().height()),
                random.nextInt(100_000) / 100_000.0));
      }
      images.add(new CocoImage(labels, detections));
    }
    return images;
  }
}
