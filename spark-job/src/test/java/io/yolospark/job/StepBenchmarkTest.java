package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.ConfigLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StepBenchmarkTest {

  private static final String PYTHON = System.getProperty("yolospark.python", "python3");

  private final List<String> table = new ArrayList<>();
  private final List<String> csv = new ArrayList<>();

  private void run(String variant, String python) throws IOException {
    List<String> sets = List.of("model.variant=" + variant, "model.image-size=64");
    new StepBenchmark(List.of(python), false, 2, text -> text.lines().forEach(table::add), csv::add)
        .run(
            Map.of(
                new StepCase(variant, 64, 2, 3, 5, 1),
                Map.of("ours", ConfigLoader.sections(sets))));
  }

  @Test
  void measuresAJvm() throws IOException {
    run("gelan-t", "/no/such/python");

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
      run(variant, PYTHON);
    }
    assertThat(table).hasSize(8);
    assertThat(table.get(2)).startsWith("  PyTorch ");
    assertThat(table.get(3)).matches("  ours .* \\d+\\.\\d\\d \\(.* to .*\\)");
    assertThat(csv.stream().filter(line -> line.contains(",PyTorch "))).hasSize(4);
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
