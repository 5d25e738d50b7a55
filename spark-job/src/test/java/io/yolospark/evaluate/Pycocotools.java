package io.yolospark.evaluate;

import io.yolospark.Python;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** COCO's own evaluation, where {@code python3} on the path has it. */
final class Pycocotools {
  private static final String SCRIPT =
      """
      import contextlib, io, sys, time
      from pycocotools.coco import COCO
      from pycocotools.cocoeval import COCOeval
      with contextlib.redirect_stdout(io.StringIO()):
          truth = COCO(sys.argv[1])
          found = truth.loadRes(sys.argv[2])
          evaluation = COCOeval(truth, found, 'bbox')
          start = time.perf_counter()
          evaluation.evaluate()
          evaluation.accumulate()
          evaluation.summarize()
          seconds = time.perf_counter() - start
      print(*evaluation.stats.tolist(), seconds)
      """;

  /** The twelve figures, and how long they took once the files were read. */
  record Answer(double[] figures, double seconds) {}

  private Pycocotools() {}

  static boolean installed() throws InterruptedException {
    return Python.has("pycocotools.cocoeval");
  }

  /** Evaluates; at least one detection must be there, or pycocotools fails. */
  static Answer evaluate(Path folder, List<CocoImage> images) throws Exception {
    Path truth = folder.resolve("truth.json");
    Path found = folder.resolve("found.json");
    writeTruth(truth, images);
    writeFound(found, images);
    return evaluate(truth, found);
  }

  /** Evaluates a results file. */
  static Answer evaluate(Path truth, Path found) throws Exception {
    double[] numbers =
        Arrays.stream(Python.run(SCRIPT, truth, found).strip().split(" "))
            .mapToDouble(Double::parseDouble)
            .toArray();
    return new Answer(Arrays.copyOf(numbers, 12), numbers[12]);
  }

  private static void writeTruth(Path file, List<CocoImage> images) throws IOException {
    int categories =
        1
            + images.stream()
                .flatMap(image -> image.detections().stream())
                .mapToInt(CocoDetection::category)
                .max()
                .orElse(0);
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("{\"info\": {}, \"categories\": [");
      for (int i = 0; i < categories; i++) {
        out.write((i == 0 ? "" : ",") + "{\"id\": %d, \"name\": \"c%d\"}".formatted(i, i));
      }
      out.write("], \"images\": [");
      for (int i = 0; i < images.size(); i++) {
        out.write((i == 0 ? "" : ",") + "{\"id\": " + i + "}");
      }
      out.write("], \"annotations\": [");
      int id = 0;
      for (int i = 0; i < images.size(); i++) {
        for (CocoLabel label : images.get(i).labels()) {
          id++;
          out.write(
              (id == 1 ? "" : ",")
                  + "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": %s, \"area\": %s, \"iscrowd\": %d}"
                      .formatted(
                          id,
                          i,
                          label.category(),
                          text(label.box()),
                          label.area(),
                          label.crowd() ? 1 : 0));
        }
      }
      out.write("]}");
    }
  }

  private static void writeFound(Path file, List<CocoImage> images) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      String separator = "[";
      for (int i = 0; i < images.size(); i++) {
        for (CocoDetection found : images.get(i).detections()) {
          out.write(separator);
          out.write(
              "{\"image_id\": %d, \"category_id\": %d, \"bbox\": %s, \"score\": %s}"
                  .formatted(i, found.category(), text(found.box()), found.score()));
          separator = ",";
        }
      }
      out.write("]");
    }
  }

  private static String text(CocoBox box) {
    return Arrays.toString(new double[] {box.x(), box.y(), box.width(), box.height()});
  }
}
