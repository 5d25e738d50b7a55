package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StepBenchmarkTest {

  private static final String PYTHON = System.getProperty("yolospark.python", "python3");

  @TempDir private Path folder;
  private final List<String> table = new ArrayList<>();
  private final List<String> csv = new ArrayList<>();

  private void run(String variant, String python, StepRounds rounds) {
    List<String> sets = List.of("model.variant=" + variant, "model.image-size=64");
    new StepBenchmark(
            List.of(python), false, rounds, text -> text.lines().forEach(table::add), csv::add)
        .run(
            Map.of(
                new StepCase(variant, 64, 2, 3, 5, 1),
                Map.of("ours", ConfigLoader.sections(sets))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void measuresAJvm(boolean alone) {
    run("gelan-t", "/no/such/python", new StepRounds(2, 1, alone));

    assertThat(table).hasSize(4);
    assertThat(table.get(0)).startsWith("no comparison with PyTorch of /no/such/python: ");
    assertThat(table.get(1))
        .isEqualTo(
            "gelan-t, 64 px, batch 2, 3 boxes an image, 5 classes, 1 thread, median of 2 rounds in turns:");
    assertThat(table.get(3)).startsWith("  ours ");
    assertThat(csv.get(0).split(",")).hasSize(16);
    assertThat(csv.subList(1, csv.size()))
        .hasSize(2)
        .allSatisfy(
            line -> {
              String[] words = line.split(",");
              assertThat(line).startsWith("gelan-t,64,2,3,5,1,ours,");
              double sum = 0;
              for (int phase = 8; phase < 13; phase++) {
                assertThat(Double.parseDouble(words[phase])).isPositive();
                sum += Double.parseDouble(words[phase]);
              }
              assertThat(Double.parseDouble(words[13])).isCloseTo(sum, within(1e-5));
              assertThat(Long.parseLong(words[15])).isGreaterThan(100L << 20);
            });
  }

  @Test
  void measuresPyTorchWhereItIs() throws IOException, InterruptedException {
    assumeTrue(hasTorch(), "no torch in " + PYTHON);
    for (String variant : List.of("yolov9-t", "yolov9-c")) {
      run(variant, PYTHON, new StepRounds(2, 1, false));
    }
    assertThat(table).hasSize(8);
    assertThat(table.get(2)).startsWith("  PyTorch ");
    assertThat(table.get(3)).matches("  ours .* \\d+\\.\\d\\d \\(.* to .*\\)");
    assertThat(csv.stream().filter(line -> line.contains(",PyTorch "))).hasSize(4);
  }

  /** An interpreter whose second step goes wrong as given. */
  private String dying(String last) throws IOException {
    Path script = folder.resolve("python");
    Files.writeString(
        script,
        "#!/bin/sh\necho answer 9.9\nread task\nread step\necho answer 1 1 1 1 1 1\nread step\n"
            + last);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }

  @Test
  void saysWhichContenderEndedAndWhy() throws IOException {
    StepRounds rounds = new StepRounds(3, 0, false);
    assertThatThrownBy(() -> run("gelan-t", dying("kill -9 $$"), rounds))
        .isInstanceOf(MemoryException.class)
        .hasMessage(
            "PyTorch 9.9 failed in step 2: it was ended by signal 9, which Linux sends where memory"
                + " ends; give smaller --batches or --sizes, or --alone");
    assertThatThrownBy(
            () -> run("gelan-t", dying("echo \"RuntimeError: can't allocate memory\""), rounds))
        .isInstanceOf(MemoryException.class)
        .hasMessageContaining("in step 2: RuntimeError: can't allocate memory; give smaller");
    assertThatThrownBy(() -> run("gelan-t", dying("kill -15 $$"), rounds))
        .isInstanceOf(ClusterException.class)
        .hasMessage("PyTorch 9.9 failed in step 2: it was ended by signal 15");
    assertThat(table).isEmpty();
  }

  private static boolean hasTorch() throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(PYTHON, "-c", "import torch").start();
    } catch (IOException e) {
      return false;
    }
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
