package io.yolospark.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Boxes of the COCO annotations of one image. An object of a single outline keeps it as polygon;
 * one in several parts, or with a mask, is a box alone.
 */
record CocoLabels(
    String file, List<String> names, ImageHeader image, BoxCollector boxes, ProblemList problems) {
  private static final float[] NO_POLYGON = {};
  private static final int LEAST_POLYGON = 6;

  void read(JsonNode rows) {
    compareSize(rows.path("width").asInt(), rows.path("height").asInt());
    rows.path(CocoLayout.ANNOTATIONS).forEach(this::readAnnotation);
    for (JsonNode place : rows.path(CocoLayout.ORPHANS)) {
      problems.add(
          ProblemKind.MALFORMED_BOX,
          file,
          place.asInt(),
          "the file has no image of the annotation's image_id; box dropped");
    }
  }

  /** The four numbers of a box (left, top, width, height), or null. */
  static double[] box(JsonNode annotation) {
    JsonNode written = annotation.path("bbox");
    if (written.size() != 4) {
      return null;
    }
    double[] box = new double[4];
    for (int i = 0; i < 4; i++) {
      box[i] = written.get(i).isNumber() ? written.get(i).asDouble() : Double.NaN;
      if (!Double.isFinite(box[i])) {
        return null;
      }
    }
    return box;
  }

  private void compareSize(int width, int height) {
    if (width > 0 && height > 0 && (width != image.width() || height != image.height())) {
      problems.add(
          ProblemKind.SIZE_MISMATCH,
          file,
          0,
          "the annotations say %dx%d, the image has %dx%d px; the image's size is used"
              .formatted(width, height, image.width(), image.height()));
    }
  }

  private void readAnnotation(JsonNode annotation) {
    int place = annotation.path(CocoFile.PLACE).asInt();
    JsonNode category = annotation.path(CocoLayout.CATEGORY);
    int classId = names.indexOf(category.asText());
    double[] box = box(annotation);
    if (category.isNull()) {
      String id = Excerpt.of(CocoFile.id(annotation, "category_id"));
      String reason = "the file has no category of id " + id + "; box dropped";
      problems.add(ProblemKind.MALFORMED_BOX, file, place, reason);
    } else if (classId < 0) {
      String reason = "; the descriptor's names are " + names + "; box dropped";
      problems.add(ProblemKind.UNKNOWN_CLASS, file, place, Excerpt.of(category.asText()) + reason);
    } else if (box == null) {
      String written = Excerpt.of(annotation.path("bbox").toString());
      String reason = written + " is no bbox of four numbers; box dropped";
      problems.add(ProblemKind.MALFORMED_BOX, file, place, reason);
    } else if (annotation.path("iscrowd").asInt() != 0) {
      problems.add(ProblemKind.CROWD, file, place, "a crowd is no single object; box dropped");
    } else {
      boxes.addCorners(
          place,
          classId,
          box[0] / image.width(),
          box[1] / image.height(),
          (box[0] + box[2]) / image.width(),
          (box[1] + box[3]) / image.height(),
          polygon(annotation.path("segmentation")));
    }
  }

  private float[] polygon(JsonNode segmentation) {
    JsonNode outline = segmentation.path(0);
    boolean single = segmentation.isArray() && segmentation.size() == 1;
    if (!single || outline.size() < LEAST_POLYGON || outline.size() % 2 != 0) {
      return NO_POLYGON;
    }
    float[] points = new float[outline.size()];
    for (int i = 0; i < points.length; i++) {
      int side = i % 2 == 0 ? image.width() : image.height();
      points[i] = (float) Math.min(1, Math.max(0, outline.get(i).asDouble() / side));
    }
    return points;
  }
}
