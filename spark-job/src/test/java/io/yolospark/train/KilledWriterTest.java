package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.Precision;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.WholeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed while it writes a checkpoint. */
@Timeout(120)
class KilledWriterTest {

  /** The process: writes checkpoints of epochs 1 and 2; the second comes to no end. */
  public static void main(String[] arguments) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.stalling.impl", StallingFileSystem.class.getName());
    hadoop.set(StallingFileSystem.FILE, arguments[1]);
    hadoop.set(StallingFileSystem.BYTES, arguments[2]);
    try (NDManager manager = NDManager.newBaseManager()) {
      YoloBlock block = new YoloBlock("gelan-t", 2);
      FlatParameters parameters = FlatParameters.initial(manager, block.modelParameters(), 1);
      Update update = new Update(manager, parameters, Configs.load(Configs.LEAST).train(), 16);
      Replica replica =
          new Replica(block, parameters, update, LossScale.of(Precision.FP32), Progress.NONE);
      Checkpoints checkpoints =
          new Checkpoints(
              new org.apache.hadoop.fs.Path("stalling:" + arguments[0], "checkpoints"), 1, hadoop);
      for (int epoch = 1; epoch <= 2; epoch++) {
        Progress progress =
            new Progress(
                epoch,
                0,
                9L * epoch,
                Progress.NONE.losses(),
                Progress.NONE.best(),
                List.of(),
                new CurrentSizes(8, 4));
        checkpoints.write(
            Snapshot.of(
                replica,
                update.ema().average().values(),
                progress,
                new BatchPlan(1, 16, 8, 32, 4, 8),
                new Topology(List.of("a"))));
      }
    }
  }

  @TempDir Path output;

  @ParameterizedTest
  @CsvSource({
    "epoch-00002/.state.safetensors, 15000000, it has no manifest.json",
    "epoch-00002/.manifest.json, 0, it has no manifest.json",
    "epoch-00002/.manifest.json, 100, it has no manifest.json",
  })
  void theCheckpointBeforeIsTheNewestWholeOne(String file, int bytes, String reason)
      throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriterTest.class.getName(),
                output.toString(),
                file,
                Integer.toString(bytes))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = writer.inputReader()) {
      String line = lines.readLine();
      while (!StallingFileSystem.STALLED.equals(line)) {
        assertThat(line).as("the process goes on").isNotNull();
        line = lines.readLine();
      }
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).isEqualTo(137);
    assertThat(temporary()).as("killed in the middle").hasSize(1);

    List<String> damage = new ArrayList<>();
    Configuration hadoop = new Configuration();
    Checkpoint newest = Checkpoint.newest(output.toString(), hadoop, damage::add).orElseThrow();

    assertThat(newest.epochs()).isEqualTo(1);
    assertThat(newest.read(hadoop).progress().steps()).isEqualTo(9);
    assertThat(damage)
        .singleElement()
        .asString()
        .contains("epoch-00002 is not whole and is passed over: " + reason);
    WholeFile.deleteLeftovers(hadoop, new org.apache.hadoop.fs.Path(output.toUri()));
    assertThat(temporary()).isEmpty();
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      return files.filter(file -> file.getFileName().toString().endsWith(".tmp")).toList();
    }
  }
}
