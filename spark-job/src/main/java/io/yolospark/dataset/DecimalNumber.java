package io.yolospark.dataset;

import java.util.regex.Pattern;

/** Numbers as annotation files may write them. */
final class DecimalNumber {

  /** Double.parseDouble also takes "NaN", "0x1p3" and "1d", which no annotation means. */
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[+-]?(?:\\d{1,300}+(?:\\.\\d{0,300}+)?|\\.\\d{1,300}+)(?:[eE][+-]?\\d{1,4})?");

  private DecimalNumber() {}

  /** The value, or NaN if the text is not a finite decimal number. */
  static double parse(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? value : Double.NaN;
  }
}
