package io.yolospark.report;

import java.util.Locale;

/** The last line that {@code train} prints on standard output. */
public final class ResultLine {

  private ResultLine() {}

  /**
   * Such as {@code result: map50=0.8123 map=0.5310 epochs=30 output=hdfs:///models/bccd}; the
   * output stands last, because it may contain spaces.
   *
   * @param map50 of the best model
   * @param map of the best model
   * @param epochs epochs done
   */
  public static String format(double map50, double map, int epochs, String output) {
    return String.format(
        Locale.ROOT, "result: map50=%.4f map=%.4f epochs=%d output=%s", map50, map, epochs, output);
  }
}
