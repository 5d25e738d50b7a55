package io.yolospark.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds the layers of a table in order, keeping track of channels (yolov9 specification, section
 * 2.1).
 */
final class LayerBuilder {

  private static final int IMAGE_CHANNELS = 3;

  private final int classes;
  private final boolean fused;
  private final List<ModelParameter> declared = new ArrayList<>();

  /** Output channels of each layer so far; several where a layer has several outputs. */
  private final List<int[]> channels = new ArrayList<>();

  LayerBuilder(int classes, boolean fused) {
    this.classes = classes;
    this.fused = fused;
  }

  List<ModelParameter> declared() {
    return declared;
  }

  Scope scope(Row row) {
    return new Scope("model." + row.index() + ".", row.index(), row.segment(), fused, declared);
  }

  /** Channels of the single outputs that the row reads. */
  int[] inputs(Row row) {
    return row.from().stream().mapToInt(this::width).toArray();
  }

  private int width(int layer) {
    return layer < 0 ? IMAGE_CHANNELS : channels.get(layer)[0];
  }

  Layer build(Row row) {
    Scope scope = scope(row);
    int in = width(row.from().get(0));
    int out = row.arguments().isEmpty() ? 0 : rounded(row.argument(0));
    Layer layer =
        switch (row.module()) {
          case "Silence" -> (pass, inputs) -> inputs.get(0);
          case "Conv" -> Layer.of(new Conv(scope, in, out, row.argument(1), row.argument(2)));
          case "ELAN1" -> Layer.of(Elan.plain(scope, in, out, row.argument(1), row.argument(2)));
          case "RepNCSPELAN4" ->
              Layer.of(Elan.csp(scope, in, out, row.argument(1), row.argument(2), row.argument(3)));
          case "AConv" -> Layer.of(Downsample.aconv(scope, in, out));
          case "ADown" -> Layer.of(Downsample.adown(scope, in, out));
          case "SPPELAN" -> Layer.of(new SppElan(scope, in, out, row.argument(1)));
          case "Upsample" -> Layer.of((pass, input) -> Fusion.upsample(input));
          case "Concat" -> Fusion.concat();
          case "CBLinear" -> Fusion.cbLinear(scope, in, ints(row.arguments()));
          case "CBFuse" -> Fusion.cbFuse(ints(row.arguments()));
          default ->
              throw new IllegalArgumentException(
                  "Unknown module in a model table: " + row.module());
        };
    channels.add(outputs(row, in, out));
    return layer;
  }

  private int[] outputs(Row row, int in, int out) {
    return switch (row.module()) {
      case "Silence", "Upsample" -> new int[] {in};
      case "Concat" -> new int[] {java.util.Arrays.stream(inputs(row)).sum()};
      case "CBLinear" -> ints(row.arguments());
      case "CBFuse" -> new int[] {width(row.from().get(row.from().size() - 1))};
      default -> new int[] {out};
    };
  }

  /**
   * Widths are rounded up to multiples of 8, with the reference's exemption for 3 x (classes + 5).
   */
  private int rounded(int width) {
    return width == 3 * (classes + 5) ? width : (width + 7) / 8 * 8;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
