package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.device.Compute;
import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.evaluate.DetectionMetrics.ClassMetrics;
import io.yolospark.model.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a checkpoint gives back. */
class ReplicaTest {

  private static final Configuration HADOOP = new Configuration();
  private static final BatchPlan PLAN = new BatchPlan(3, 16, 4, 100, 8, 20);
  private static final Topology TOPOLOGY = new Topology(List.of("a", "b", "a"));

  @TempDir Path output;

  @BeforeAll
  static void noAutogradOnThisThread() {
    Compute.start(1);
  }

  private JobConfig config(String optimizer, String... more) {
    String[] settings = {
      "output=" + output,
      "model.variant=gelan-t",
      "model.precision=fp16",
      "model.slow-precision=true",
      "model.freeze=[0, 1]",
      "train.optimizer=" + optimizer,
    };
    String[] all = new String[settings.length + more.length];
    System.arraycopy(settings, 0, all, 0, settings.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return Configs.load(Configs.LEAST, all);
  }

  private static TrainTask task(JobConfig config, Checkpoint checkpoint) {
    return new TrainTask(config, PLAN, List.of(), List.of(), checkpoint, 1);
  }

  /** A step; all arrays change, each in its own way. */
  private static void step(Replica replica, NDManager manager, float scale) {
    List<NDArray> gradients =
        replica.parameters().leaves().stream()
            .map(leaf -> manager.create(HashFill.image((int) leaf.size())).muli(scale))
            .toList();
    replica.parameters().statistics().muli(1.01f);
    replica.update().apply(gradients, new Rates(0.1, 0.07, 0.9), "");
    gradients.forEach(NDArray::close);
  }

  private static Progress progress() {
    DetectionMetrics metrics =
        new DetectionMetrics(
            0.1, 1 / 3.0, 0.7, 2 / 7.0, 20, 55, List.of(new ClassMetrics(1, 20, 55, 0, 1, 0.2, 0)));
    return new Progress(
        3,
        7,
        55,
        List.of(0.1, 1 / 3.0, Math.PI),
        new Best.State(1, 2, metrics),
        List.of(List.of(8, 1), List.of(3), List.of()),
        new CurrentSizes(2, 5));
  }

  private static Snapshot snapshot(Replica replica) {
    FlatValues average = replica.update().ema().average().values();
    return Snapshot.of(replica, average, progress(), PLAN, TOPOLOGY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "adamw", "lion"})
  void everyArrayAndNumberIsRestoredBitByBit(String optimizer) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Replica before = Replica.of(task(config(optimizer), null), manager, HADOOP);
      step(before, manager, Float.POSITIVE_INFINITY); // left out: the loss scale halves
      step(before, manager, 3);
      step(before, manager, -1);
      Snapshot written = snapshot(before);
      assertThat(written.manifest().optimizerSteps()).isEqualTo(2);
      assertThat(written.manifest().emaUpdates()).isEqualTo(2);
      assertThat(written.manifest().lossScale()).isEqualTo(new LossScale.State(32768, 2));
      new Checkpoints(
              new org.apache.hadoop.fs.Path(output.resolve("checkpoints").toUri()), 1, HADOOP)
          .write(written);

      Checkpoint checkpoint =
          Checkpoint.newest(output.toString(), HADOOP, Assertions::fail).orElseThrow();
      // weights that a run started from are not needed any more
      JobConfig config = config(optimizer, "model.weights=/gone.safetensors");
      Replica after = Replica.of(task(config, checkpoint), manager, HADOOP);

      assertThat(after.progress()).isEqualTo(progress());
      assertThat(checkpoint.read(HADOOP).manifest().with(Map.of())).isEqualTo(written.manifest());
      assertSame(snapshot(after), written);
      step(before, manager, 2);
      step(after, manager, 2);
      assertSame(snapshot(after), snapshot(before));
      before.update().close();
      after.update().close();
    }
  }

  private static void assertSame(Snapshot actual, Snapshot expected) {
    assertThat(actual.manifest()).isEqualTo(expected.manifest());
    List<Tensor> tensors = actual.tensors();
    List<Tensor> wanted = expected.tensors();
    assertThat(tensors).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(tensors.get(i).name()).isEqualTo(wanted.get(i).name());
      assertThat(tensors.get(i).values())
          .as(wanted.get(i).name())
          .isEqualTo(wanted.get(i).values());
    }
  }
}
