package io.yolospark.config;

import java.io.Serializable;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The detector. */
public record ModelConfig(
    @Setting(value = "yolov9-t", doc = "Variant: gelan-t/s/m/c/e or yolov9-t/s/m/c/e.")
        String variant,
    @Setting(
            value = "640",
            doc = "Side of the square network input in pixels, a multiple of 32.",
            min = 64,
            max = 4096)
        int imageSize,
    @Setting(
            value = "null",
            doc =
                "Weights to start from: a model folder, or a safetensors file with the official names; null: random ones.",
            path = true)
        String weights,
    @Setting(
            value = "null",
            doc = "Layers that are not trained, by number or range, as [0-9, 12]; null: none.")
        List<String> freeze,
    @Setting(
            value = "fp32",
            doc =
                "Numbers that convolutions compute with: fp32, bf16, or fp16 (with a scaled loss). Weights, loss, BatchNorm, optimizer and all-reduce stay fp32.")
        Precision precision,
    @Setting(
            value = "false",
            doc =
                "Use the precision also on a processor without instructions for it (much slower).")
        boolean slowPrecision,
    @Setting(
            value = "fused",
            doc =
                "What computes convolutions and what follows them: fused (a TorchScript library) or plain (single DJL operations, fp32 only).")
        OpsKind ops,
    @Setting(
            value = "channels-last",
            doc = "How feature maps lie in memory: channels-last, or contiguous (slower on a CPU).")
        MemoryLayout layout)
    implements Serializable {

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

  /** Whether a text names layers: {@code "12"} or {@code "0-9"}. */
  static boolean isRange(String text) {
    Matcher matcher = RANGE.matcher(text);
    return matcher.matches()
        && (matcher.group(2) == null
            || Integer.parseInt(matcher.group(1)) <= Integer.parseInt(matcher.group(2)));
  }

  /** The numbers of the layers that are not trained. */
  public NavigableSet<Integer> frozenLayers() {
    NavigableSet<Integer> layers = new TreeSet<>();
    for (String text : freeze == null ? List.<String>of() : freeze) {
      String[] ends = text.split("-");
      IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
          .forEach(layers::add);
    }
    return layers;
  }
}
