package io.yolospark.dataset;

import io.yolospark.dataset.VocAnnotation.VocObject;
import java.util.List;

/**
 * Boxes of a Pascal VOC annotation. Pixel convention: the corners are taken as they are written
 * (left = xmin, right = xmax), without the shift by one that some VOC tools make. Objects marked
 * difficult or truncated are boxes like others.
 */
record VocLabels(
    String file, List<String> names, ImageHeader image, BoxCollector boxes, ProblemList problems) {

  void read(VocAnnotation annotation) {
    compareSize(annotation);
    annotation.objects().forEach(this::readObject);
  }

  private void compareSize(VocAnnotation annotation) {
    if (annotation.width() == null || annotation.height() == null) {
      return;
    }
    boolean same =
        DecimalNumber.parse(annotation.width()) == image.width()
            && DecimalNumber.parse(annotation.height()) == image.height();
    if (!same) {
      problems.add(
          ProblemKind.SIZE_MISMATCH,
          file,
          0,
          "the annotation says "
              + Excerpt.of(annotation.width() + "x" + annotation.height())
              + ", the image has "
              + image.width()
              + "x"
              + image.height()
              + " px; the image's size is used");
    }
  }

  private void readObject(VocObject object) {
    if (object.name() == null) {
      report(ProblemKind.MALFORMED_BOX, object, "the object has no <name>; box dropped");
      return;
    }
    int classId = names.indexOf(object.name());
    if (classId < 0) {
      report(
          ProblemKind.UNKNOWN_CLASS,
          object,
          Excerpt.of(object.name()) + "; the descriptor's names are " + names + "; box dropped");
      return;
    }
    String[] texts = {object.xmin(), object.ymin(), object.xmax(), object.ymax()};
    String[] elements = {"xmin", "ymin", "xmax", "ymax"};
    double[] corners = new double[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = texts[i] == null ? Double.NaN : DecimalNumber.parse(texts[i]);
      if (Double.isNaN(corners[i])) {
        String found = texts[i] == null ? " is missing" : " is " + Excerpt.of(texts[i]);
        report(
            ProblemKind.MALFORMED_BOX,
            object,
            "<" + elements[i] + ">" + found + ", a number of pixels is needed; box dropped");
        return;
      }
    }
    boxes.addCorners(
        object.line(),
        classId,
        corners[0] / image.width(),
        corners[1] / image.height(),
        corners[2] / image.width(),
        corners[3] / image.height());
  }

  private void report(ProblemKind kind, VocObject object, String reason) {
    problems.add(kind, file, object.line(), reason);
  }
}
