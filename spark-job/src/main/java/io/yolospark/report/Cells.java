package io.yolospark.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as CSV cells: six significant digits, empty where there is none. */
final class Cells {

  private static final MathContext DIGITS = new MathContext(6);

  private Cells() {}

  static String of(Double value) {
    if (value == null) {
      return "";
    }
    if (!Double.isFinite(value)) {
      return value.toString();
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }
}
