package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.yolospark.loss.LossValue;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a model computes whose tensors, images and objects follow from a hash of their names
 * (specification, section 13): figures that two implementations of YOLOv9 can compare without
 * exchanging a file. Loss gains are the reference's.
 *
 * @param main figures of the raw maps of the main branch at strides 8, 16, 32
 * @param auxiliary likewise; empty where there is no auxiliary branch or it was not computed
 * @param box CIoU term of the loss with its gain
 * @param cls class term, likewise
 * @param dfl distribution focal term, likewise
 * @param total what backward was called on: the sum of the terms times the two images
 * @param gradientNorms L2 norm of the gradient of each trained tensor, by official name
 */
public record GoldenRow(
    List<MapFigures> main,
    List<MapFigures> auxiliary,
    double box,
    double cls,
    double dfl,
    double total,
    Map<String, Double> gradientNorms) {

  /**
   * Figures of a map.
   *
   * @param deviation of its values from their mean (divisor n - 1)
   * @param first its first three values
   */
  public record MapFigures(double mean, double deviation, List<Float> first) {

    static MapFigures of(NDArray map) {
      float[] values = map.toFloatArray();
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      double mean = sum / values.length;
      double squares = 0;
      for (float value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new MapFigures(
          mean, Math.sqrt(squares / (values.length - 1)), List.of(values[0], values[1], values[2]));
    }

    private String describe() {
      return String.format(
          Locale.ROOT, "mean %.6f, deviation %.6f, first %s%n", mean, deviation, first);
    }
  }

  /**
   * Builds and fills a model, and runs forward, loss and backward once.
   *
   * @param variant such as {@code yolov9-c}
   * @param classes where there are fewer than 80, the objects' classes are taken modulo them
   * @param side of the square images in pixels, a multiple of 32; 128 in the specification
   * @param mode {@code TRAIN} for batch statistics, {@code FROZEN} for running ones
   */
  public static GoldenRow of(String variant, int classes, int side, Mode mode) {
    try (GoldenModel model = new GoldenModel(variant, classes, side)) {
      return model.row(mode);
    }
  }

  static GoldenRow of(HeadMaps maps, LossValue loss, Map<String, Double> gradientNorms) {
    return new GoldenRow(
        figures(maps.main()),
        maps.auxiliary() == null ? List.of() : figures(maps.auxiliary()),
        loss.box(),
        loss.cls(),
        loss.dfl(),
        loss.total().getFloat(),
        Collections.unmodifiableMap(gradientNorms));
  }

  private static List<MapFigures> figures(NDList maps) {
    return maps.stream().map(MapFigures::of).toList();
  }

  /** L2 norm of the whole gradient. */
  public double gradientNorm() {
    return Math.sqrt(gradientNorms.values().stream().mapToDouble(norm -> norm * norm).sum());
  }

  /** A line for each map, one for the loss and one for the gradient. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    main.forEach(map -> text.append("main       ").append(map.describe()));
    auxiliary.forEach(map -> text.append("auxiliary  ").append(map.describe()));
    return text.append(
            String.format(
                Locale.ROOT,
                "loss       box %.5f, cls %.5f, dfl %.5f, total %.5f%ngradient   %.2f, of %d tensors",
                box,
                cls,
                dfl,
                total,
                gradientNorm(),
                gradientNorms.size()))
        .toString();
  }
}
