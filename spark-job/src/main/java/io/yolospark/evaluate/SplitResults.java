package io.yolospark.evaluate;

import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.dataset.SplitTruth;
import io.yolospark.detect.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Detections of a split in both forms: by image record, for the reference's metrics, and as rows of
 * a COCO results file.
 *
 * @param detections of each record, strongest first, corners in pixels of the original image
 */
public record SplitResults(List<List<Detection>> detections, List<CocoResult> rows) {

  /** Of what a model detected, record by record. */
  public static SplitResults ofDetections(SplitTruth truth, List<List<Detection>> detections) {
    List<CocoResult> rows = new ArrayList<>();
    for (SplitTruth.Image image : truth.images()) {
      if (image.record() >= 0) {
        for (Detection found : detections.get(image.record())) {
          int category = truth.categories().get(found.classId());
          rows.add(CocoResult.of(image.id(), category, found));
        }
      }
    }
    return new SplitResults(detections, rows);
  }

  /**
   * Of the rows of a file.
   *
   * @param records number of image records of the split
   * @throws InvalidDatasetException if a row is of another image or category than the split's
   */
  public static SplitResults ofRows(SplitTruth truth, List<CocoResult> rows, int records) {
    Map<String, Integer> positions = new HashMap<>();
    truth.images().forEach(image -> positions.put(image.id(), image.record()));
    List<List<Detection>> detections = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      detections.add(new ArrayList<>());
    }
    for (CocoResult row : rows) {
      Integer record = positions.get(row.imageId());
      int classId = truth.categories().indexOf(row.category());
      if (record == null) {
        throw new InvalidDatasetException(
            "results: image_id " + row.imageId() + " is no image of the split");
      }
      if (classId < 0) {
        throw new InvalidDatasetException(
            "results: category_id %d is none of the dataset's, which are %s"
                .formatted(row.category(), truth.categories()));
      }
      if (record >= 0) {
        detections.get(record).add(detection(row, classId));
      }
    }
    detections.forEach(found -> found.sort(Comparator.comparingDouble(each -> -each.score())));
    return new SplitResults(detections, rows);
  }

  private static Detection detection(CocoResult row, int classId) {
    CocoBox box = row.box();
    return new Detection(
        (float) box.x(),
        (float) box.y(),
        (float) (box.x() + box.width()),
        (float) (box.y() + box.height()),
        (float) row.score(),
        classId);
  }

  /** The split with these detections, for COCO's protocol. */
  List<CocoImage> images(SplitTruth truth) {
    Map<String, List<CocoDetection>> found = new HashMap<>();
    for (CocoResult row : rows) {
      found
          .computeIfAbsent(row.imageId(), key -> new ArrayList<>())
          .add(new CocoDetection(row.category(), row.box(), row.score()));
    }
    return truth.images().stream()
        .map(
            image -> new CocoImage(labels(image, truth), found.getOrDefault(image.id(), List.of())))
        .toList();
  }

  private static List<CocoLabel> labels(SplitTruth.Image image, SplitTruth truth) {
    return image.objects().stream()
        .map(
            object ->
                new CocoLabel(
                    truth.categories().get(object.classId()),
                    new CocoBox(object.x(), object.y(), object.width(), object.height()),
                    object.area(),
                    object.crowd()))
        .toList();
  }
}
