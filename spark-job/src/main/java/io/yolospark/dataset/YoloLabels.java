package io.yolospark.dataset;

/**
 * Rows of a YOLO label file. Five columns are class id, centre x, centre y, width, height; an odd
 * number from seven on is class id and the x, y of a polygon, of which the hull is the box. The
 * kind is decided for each row: the reference decides it for the whole file, and then reads a box
 * beside a polygon as a polygon of two points.
 */
record YoloLabels(String file, int classCount, BoxCollector boxes, ProblemList problems) {

  /**
   * Reads the rows of a label file.
   *
   * @return the number of rows that are not blank
   */
  int read(String text) {
    int rows = 0;
    int line = 0;
    for (String row : text.split("\\R", -1)) {
      line++;
      String trimmed = row.strip();
      if (!trimmed.isEmpty()) {
        rows++;
        readRow(line, trimmed.split("\\s+"));
      }
    }
    return rows;
  }

  private void readRow(int line, String[] columns) {
    boolean box = columns.length == 5;
    boolean polygon = columns.length >= 7 && columns.length % 2 == 1;
    if (!box && !polygon) {
      report(
          ProblemKind.MALFORMED_BOX,
          line,
          columns.length + " columns; a box has 5, a polygon an odd number from 7 on; row dropped");
      return;
    }
    double[] values = new double[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = DecimalNumber.parse(columns[i]);
      if (Double.isNaN(values[i])) {
        report(
            ProblemKind.MALFORMED_BOX,
            line,
            "column " + (i + 1) + " is " + Excerpt.of(columns[i]) + ", not a number; row dropped");
        return;
      }
    }
    if (values[0] != Math.rint(values[0]) || values[0] < 0 || values[0] >= classCount) {
      report(
          ProblemKind.UNKNOWN_CLASS,
          line,
          "class id "
              + columns[0]
              + "; the ids of the descriptor's names are 0 to "
              + (classCount - 1)
              + "; box dropped");
      return;
    }
    for (int i = 1; i < values.length; i++) {
      if (values[i] < 0 || values[i] > 1) {
        report(
            ProblemKind.OUT_OF_RANGE,
            line,
            "column "
                + (i + 1)
                + " is "
                + columns[i]
                + "; coordinates are from 0 to 1 (fractions of the image); box dropped");
        return;
      }
    }
    if (box) {
      boxes.addCentred(line, (int) values[0], values[1], values[2], values[3], values[4]);
    } else {
      addPolygon(line, values);
    }
  }

  private void addPolygon(int line, double[] values) {
    float[] points = new float[values.length - 1];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) values[i + 1];
    }
    boxes.addPolygon(line, (int) values[0], points);
  }

  private void report(ProblemKind kind, int line, String reason) {
    problems.add(kind, file, line, reason);
  }
}
