package io.yolospark.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * The twelve figures of COCO's protocol, from 0 to 1, or -1 where no labelled object is of the
 * kind. Averages over categories and, unless one is named, the IoU thresholds 0.50 to 0.95.
 *
 * @param ap average precision, 100 detections an image and category, as all others but {@code ar1}
 *     and {@code ar10}
 * @param ap50 at IoU 0.50
 * @param ap75 at IoU 0.75
 * @param apSmall objects up to 32² pixels
 * @param apMedium objects from 32² to 96² pixels
 * @param apLarge objects from 96² pixels
 * @param ar1 recall with 1 detection an image and category
 * @param ar10 with 10
 * @param ar100 with 100
 */
public record CocoFigures(
    double ap,
    double ap50,
    double ap75,
    double apSmall,
    double apMedium,
    double apLarge,
    double ar1,
    double ar10,
    double ar100,
    double arSmall,
    double arMedium,
    double arLarge) {

  private static final List<String> NAMES =
      List.of(
          "AP",
          "AP50",
          "AP75",
          "APsmall",
          "APmedium",
          "APlarge",
          "AR1",
          "AR10",
          "AR100",
          "ARsmall",
          "ARmedium",
          "ARlarge");

  /** The figures in COCO's order. */
  public double[] toArray() {
    return new double[] {
      ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge
    };
  }

  /** One line: each name and figure. */
  public String describe() {
    StringBuilder text = new StringBuilder("COCO:");
    double[] values = toArray();
    for (int i = 0; i < values.length; i++) {
      text.append(String.format(Locale.ROOT, " %s=%.4f", NAMES.get(i), values[i]));
    }
    return text.toString();
  }
}
