package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.Precision;
import io.yolospark.device.Compute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fused operation beside the plain ones: outputs, gradients, running statistics. */
class OpsTest {

  private static final String PYTHON = System.getProperty("yolospark.python", "python3");
  private static final Path SOURCES =
      Path.of(
          System.getProperty("yolospark.root"), "spark-job/src/main/resources/io/yolospark/model");

  /** Inputs of one operation, and what it makes of them. */
  private static final class Trial implements AutoCloseable {

    private final NDManager manager = NDManager.newBaseManager();
    private final SplittableRandom random = new SplittableRandom(5);
    private final List<NDArray> trained = new ArrayList<>();
    private final List<NDArray> statistics = new ArrayList<>();

    NDArray noise(boolean gradient, double shift, long... shape) {
      Shape all = new Shape(shape);
      float[] values = new float[(int) all.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextDouble(-1, 1) + shift);
      }
      NDArray array = manager.create(values, all);
      if (gradient) {
        array.setRequiresGradient(true);
        trained.add(array);
      } else {
        statistics.add(array);
      }
      return array;
    }

    Ops.Normalized normalized(long out, long in, long kernel) {
      return new Ops.Normalized(
          noise(true, 0, out, in, kernel, kernel),
          noise(true, 1.5, out),
          noise(true, 0, out),
          noise(false, 0, out),
          noise(false, 1.5, out));
    }

    /** Output, gradients of all that is trained, running statistics. */
    List<float[]> run(Function<Trial, NDArray> operation) {
      List<float[]> results = new ArrayList<>();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray output = operation.apply(this);
        collector.backward(output.sin().sum());
        results.add(output.toFloatArray());
      }
      trained.forEach(each -> results.add(each.getGradient().toFloatArray()));
      statistics.forEach(each -> results.add(each.toFloatArray()));
      return results;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  @BeforeAll
  static void start() {
    Compute.start(1);
  }

  private static List<float[]> run(Function<Trial, NDArray> operation) {
    try (Trial trial = new Trial()) {
      return trial.run(operation);
    }
  }

  private static void same(Function<Ops, Function<Trial, NDArray>> operation) {
    assertNear(
        run(operation.apply(FusedOps.of(Precision.FP32))), run(operation.apply(Ops.plain())));
  }

  /** Every result to 1e-5 of its largest value. */
  private static void assertNear(List<float[]> fused, List<float[]> expected) {
    assertThat(fused).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      float largest = 0;
      for (float value : expected.get(i)) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(largest).as("result " + i).isPositive();
      assertThat(fused.get(i))
          .as("result " + i)
          .containsExactly(expected.get(i), within(1e-5f * largest));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, true",
    "3, 1, 1, true",
    "3, 2, 1, true",
    "3, 1, 4, true",
    "1, 1, 1, false",
    "3, 1, 1, false",
    "3, 2, 1, false",
    "3, 1, 4, false"
  })
  void normalizedConvolutions(int kernel, int stride, int groups, boolean batchStatistics) {
    same(
        ops ->
            trial ->
                ops.normalizedSilu(
                    trial.noise(true, 0, 2, 16, 12, 10),
                    trial.normalized(8, 16 / groups, kernel),
                    stride,
                    batchStatistics));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void branches(boolean batchStatistics) {
    same(
        ops ->
            trial ->
                ops.branchesSilu(
                    trial.noise(true, 0, 2, 8, 12, 10),
                    trial.normalized(8, 8, 3),
                    trial.normalized(8, 8, 1),
                    batchStatistics));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "3, 2"})
  void foldedConvolutions(int kernel, int stride) {
    same(
        ops ->
            trial ->
                ops.convolveSilu(
                    trial.noise(true, 0, 2, 8, 12, 10),
                    trial.noise(true, 0, 4, 8, kernel, kernel),
                    trial.noise(true, 0, 4),
                    stride));
  }

  /**
   * Whole numbers whose sums a half precision holds exactly: the results are then those of float32,
   * also for inputs that rounding makes whole.
   */
  @ParameterizedTest
  @CsvSource({"BF16, 1", "BF16, 3", "FP16, 1", "FP16, 3"})
  void halfPrecisionsRoundInputsAndNothingElse(Precision precision, int kernel) {
    List<float[]> expected = wholeNumbers(Ops.plain(), kernel, 1);
    assertNear(wholeNumbers(FusedOps.of(precision), kernel, 1), expected);
    assertNear(wholeNumbers(FusedOps.of(precision), kernel, 1.0001f), expected);
  }

  /** Output and gradients of a convolution of whole numbers, times a factor. */
  private static List<float[]> wholeNumbers(Ops ops, int kernel, float factor) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SplittableRandom random = new SplittableRandom(5);
      NDArray x = signs(manager, random, 2 * factor, 2, 8, 12, 10);
      NDArray weight = signs(manager, random, factor, 4, 8, kernel, kernel);
      NDArray bias = signs(manager, random, factor, 4);
      List<NDArray> leaves = List.of(x, weight, bias);
      leaves.forEach(leaf -> leaf.setRequiresGradient(true));
      List<float[]> results = new ArrayList<>();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray output = ops.convolve(x, weight, bias);
        collector.backward(output.mul(signs(manager, random, 1, 2, 4, 12, 10)).sum());
        results.add(output.toFloatArray());
      }
      leaves.forEach(leaf -> results.add(leaf.getGradient().toFloatArray()));
      return results;
    }
  }

  private static NDArray signs(
      NDManager manager, SplittableRandom random, float size, long... shape) {
    Shape all = new Shape(shape);
    float[] values = new float[(int) all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? size : -size;
    }
    return manager.create(values, all);
  }

  @Test
  void convolutions() {
    same(
        ops ->
            trial ->
                ops.convolve(
                    trial.noise(true, 0, 2, 8, 12, 10),
                    trial.noise(true, 0, 4, 2, 1, 1),
                    trial.noise(true, 0, 4)));
    same(
        ops ->
            trial ->
                ops.convolve(
                    trial.noise(true, 0, 2, 8, 12, 10), trial.noise(true, 0, 4, 8, 3, 3), null));
  }

  /** Committed files are what the committed source makes. */
  @Test
  void libraryIsThatOfItsSource(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(python("-c", "import torch") == 0, "no torch in " + PYTHON);
    String source = SOURCES.resolve("ops.py").toString();
    assertThat(python(source, "check", SOURCES.toString())).isZero();

    assertThat(python(source, "write", folder.toString())).isZero();
    assertThat(python(source, "check", folder.toString())).isZero();
    String wider = Files.readString(Path.of(source)).replace("0.03, 1e-3", "0.04, 1e-3");
    Path other = folder.resolve("other.py");
    Files.writeString(other, wider, StandardCharsets.UTF_8);
    assertThat(python(other.toString(), "check", SOURCES.toString())).isEqualTo(1);
  }

  private static int python(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(Arrays.asList(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return -1;
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
