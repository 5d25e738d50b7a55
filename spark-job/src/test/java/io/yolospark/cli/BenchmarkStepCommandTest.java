package io.yolospark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarkStepCommandTest {

  private final StringWriter errors = new StringWriter();

  private int execute(String... options) {
    List<String> arguments = new ArrayList<>(List.of("benchmark", "step"));
    arguments.addAll(List.of(options));
    CommandLine command = Main.commandLine().setErr(new PrintWriter(errors));
    return command.execute(arguments.toArray(String[]::new));
  }

  @Test
  void reportsEveryMistake() {
    assertThat(
            execute("--batches", "4,0", "--threads", "-1", "--boxes", "0", "--vary", "model.ops"))
        .isEqualTo(2);
    assertThat(errors.toString().lines())
        .containsExactly(
            "--batches: 0 is out of range; accepted: 1 or more",
            "--threads: -1 is out of range; accepted: 1 or more",
            "--boxes: 0 is out of range; accepted: 1 or more",
            "--vary: model.ops is no variation; accepted: key=value,value");
  }

  @Test
  void variantsAndSizesAreThoseOfTheConfig() {
    assertThat(execute("--variants", "yolov9-x")).isEqualTo(2);
    assertThat(errors.toString()).contains("yolov9-x").contains("yolov9-c");
  }

  @Test
  void aContenderThatEndsIsALine(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("python");
    Files.writeString(script, "#!/bin/sh\necho answer 9.9\nread task\nread step\nkill -9 $$\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    String[] small = {"--variants=gelan-t", "--sizes=64", "--batches=1", "--rounds=1"};
    String[] all = Arrays.copyOf(small, 5);
    all[4] = "--python=" + script;
    assertThat(execute(all)).isEqualTo(5);
    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .startsWith("PyTorch 9.9 failed in step 1: it was ended by signal 9");
  }
}
