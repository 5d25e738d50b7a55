package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import io.yolospark.config.Precision;
import io.yolospark.device.TorchScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A convolution and what follows it in one call of TorchScript; see {@code ops.py}. */
final class FusedOps implements Ops {

  private static final Map<Precision, FusedOps> LOADED = new ConcurrentHashMap<>();

  private final TorchScript script;

  private FusedOps(TorchScript script) {
    this.script = script;
  }

  /** The library of a precision, loaded once in a process. */
  static FusedOps of(Precision precision) {
    return LOADED.computeIfAbsent(precision, FusedOps::load);
  }

  private static FusedOps load(Precision precision) {
    String name = "ops-" + precision.name().toLowerCase(Locale.ROOT) + ".pt";
    try (InputStream in = FusedOps.class.getResourceAsStream(name)) {
      return new FusedOps(TorchScript.load(in));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  @Override
  public NDArray convolve(NDArray x, NDArray weight, NDArray bias) {
    return bias == null
        ? script.call("conv", x, weight)
        : script.call("conv_bias", x, weight, bias);
  }

  @Override
  public NDArray convolveSilu(NDArray x, NDArray weight, NDArray bias, int stride) {
    return script.call(strided("conv_silu", stride), x, weight, bias);
  }

  @Override
  public NDArray normalizedSilu(NDArray x, Normalized conv, int stride, boolean batchStatistics) {
    return script.call(
        normalized(strided("conv_norm_silu", stride), batchStatistics),
        x,
        conv.weight(),
        conv.gamma(),
        conv.beta(),
        conv.mean(),
        conv.variance());
  }

  @Override
  public NDArray branchesSilu(
      NDArray x, Normalized first, Normalized second, boolean batchStatistics) {
    return script.call(
        normalized("two_branches", batchStatistics),
        x,
        first.weight(),
        first.gamma(),
        first.beta(),
        first.mean(),
        first.variance(),
        second.weight(),
        second.gamma(),
        second.beta(),
        second.mean(),
        second.variance());
  }

  private static String strided(String method, int stride) {
    return stride == 1 ? method : method + "_" + stride;
  }

  private static String normalized(String method, boolean batchStatistics) {
    return batchStatistics ? method : method + "_frozen";
  }
}
