package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yolospark.collective.Ranks;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import io.yolospark.device.Compute;
import io.yolospark.report.CheckpointWritten;
import io.yolospark.report.EpochResult;
import io.yolospark.report.Event;
import io.yolospark.report.Notice;
import io.yolospark.report.StepProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankTrainerTest {

  private static final int IMAGES = 4;
  private static final int SIDE = 64;
  private static final int EPOCHS = 100;

  @TempDir private Path folder;

  /**
   * What has learnt nothing finds boxes as large as the images, which are the objects of the
   * validation split; those of the training split are small. So the first epochs are the best.
   */
  @Test
  void trainingStopsWhenTheBestEpochIsLongAgo() throws Exception {
    drawImages();
    JobConfig config =
        config("train.epochs=" + EPOCHS, "train.patience=1", "validation.confidence=0");
    List<Event> events = new CopyOnWriteArrayList<>();

    TrainOutcome outcome = run(config, null, events);

    List<Double> fitness =
        events.stream()
            .filter(EpochResult.class::isInstance)
            .map(each -> ((EpochResult) each).validation())
            .map(each -> 0.1 * each.map50() + 0.9 * each.map())
            .toList();
    int last = outcome.epochs() - 1;
    assertThat(outcome.epochs()).isLessThan(EPOCHS);
    assertThat(fitness).hasSize(outcome.epochs());
    assertThat(fitness.get(outcome.bestEpoch())).isPositive();
    assertThat(fitness.get(last)).isLessThan(fitness.get(outcome.bestEpoch()));
    for (int epoch = 1; epoch < last; epoch++) {
      assertThat(fitness.get(epoch)).isGreaterThanOrEqualTo(fitness.get(epoch - 1));
    }
    assertThat(events)
        .filteredOn(Notice.class::isInstance)
        .singleElement()
        .isEqualTo(
            new Notice(
                last,
                Notice.NONE,
                0,
                "early-stop",
                "Stopped after epoch %d: none since epoch %d has been better (train.patience: 1)"
                    .formatted(last + 1, outcome.bestEpoch() + 1)));
    assertThat(folder.resolve("out/checkpoints/epoch-%05d/manifest.json".formatted(last + 1)))
        .exists();
    assertThat(folder.resolve("out/last/model.safetensors")).exists();
  }

  @Test
  void aRunThatGoesOnKeepsTheBatchesThatItHadShrunkTo() throws Exception {
    drawImages();
    run(config("train.epochs=1"), null, new ArrayList<>());
    Path manifest = folder.resolve("out/checkpoints/epoch-00001/manifest.json");
    ObjectNode edited = (ObjectNode) new ObjectMapper().readTree(manifest.toFile());
    ObjectNode sizes = (ObjectNode) edited.get("progress").get("sizes");
    assertThat(sizes.toString()).isEqualTo("{\"microBatch\":4,\"validationBatch\":null}");
    sizes.put("microBatch", 2).put("validationBatch", 3);
    Files.writeString(manifest, edited.toString());
    Checkpoint checkpoint = newest();

    TrainOutcome outcome = run(config("train.epochs=2"), checkpoint, new ArrayList<>());

    assertThat(outcome.validationBatches())
        .containsExactly(List.of(2)); // four images, at most three at once
    assertThat(
            new ObjectMapper()
                .readTree(folder.resolve("out/checkpoints/epoch-00002/manifest.json").toFile())
                .get("progress")
                .get("sizes"))
        .isEqualTo(sizes);
  }

  /** What a run leaves that is not interrupted. */
  private byte[] calmState(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("output=" + folder.resolve("calm"));
    run(config(all.toArray(String[]::new)), null, new ArrayList<>());
    return Files.readAllBytes(folder.resolve("calm/checkpoints/epoch-00002/state.safetensors"));
  }

  private Checkpoint newest() throws Exception {
    return Checkpoint.newest(
            folder.resolve("out").toString(), new Configuration(), Assertions::fail)
        .orElseThrow();
  }

  private static final String[] TWO_EPOCHS_OF_TWO_STEPS = {
    "train.epochs=2", "batch.train={global: 2, micro: 1}", "train.optimizer=adamw"
  };

  @Test
  void aRunThatIsStoppedWithinAnEpochEndsWithTheBitsOfOneThatIsNot() throws Exception {
    drawImages();
    byte[] calm = calmState(TWO_EPOCHS_OF_TWO_STEPS);
    AtomicInteger steps = new AtomicInteger();
    Consumer<Event> count =
        event -> {
          if (event instanceof StepProgress) {
            steps.incrementAndGet();
          }
        };

    TrainOutcome stopped =
        run(config(TWO_EPOCHS_OF_TWO_STEPS), null, () -> steps.get() == 2, count);
    assertThat(stopped.finished()).isFalse();
    Checkpoint checkpoint = newest();
    assertThat(checkpoint.location()).endsWith("epoch-00001-step-000001");

    List<Event> events = new CopyOnWriteArrayList<>();
    assertThat(run(config(TWO_EPOCHS_OF_TWO_STEPS), checkpoint, events).finished()).isTrue();
    assertThat(events).filteredOn(StepProgress.class::isInstance).hasSize(1);
    assertThat(folder.resolve("out/checkpoints/epoch-00002/state.safetensors"))
        .hasBinaryContent(calm);
  }

  @Test
  void aTimeIsAlsoKeptWithinAnEpoch() throws Exception {
    drawImages();
    byte[] calm = calmState(TWO_EPOCHS_OF_TWO_STEPS);
    List<Event> events = new CopyOnWriteArrayList<>();
    List<String> settings = new ArrayList<>(List.of(TWO_EPOCHS_OF_TWO_STEPS));
    settings.addAll(List.of("checkpoint.every=1ms", "checkpoint.keep=9"));
    JobConfig config = config(settings.toArray(String[]::new));

    run(config, null, events);

    assertThat(events)
        .filteredOn(CheckpointWritten.class::isInstance)
        .extracting(each -> ((CheckpointWritten) each).name())
        .contains("epoch-00000-step-000001", "epoch-00002");
    for (String later : List.of("epoch-00001", "epoch-00001-step-000001", "epoch-00002")) {
      FileUtils.deleteDirectory(folder.resolve("out/checkpoints/" + later).toFile());
    }
    run(config, newest(), new ArrayList<>());
    assertThat(folder.resolve("out/checkpoints/epoch-00002/state.safetensors"))
        .hasBinaryContent(calm);
  }

  @Test
  void whatCannotBeWrittenIsToldAndTriedAgain() throws Exception {
    drawImages();
    Path obstacle = folder.resolve("out/checkpoints");
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(obstacle, "a file where a folder belongs");
    List<Event> events = new CopyOnWriteArrayList<>();

    run(
        config("train.epochs=1"),
        null,
        () -> false,
        event -> {
          events.add(event);
          if (event instanceof Notice notice && notice.kind().equals("write-failed")) {
            assertThat(obstacle.toFile().delete()).isTrue();
          }
        });

    assertThat(events)
        .filteredOn(Notice.class::isInstance)
        .singleElement()
        .asString()
        .contains("Cannot write a checkpoint, which is tried again with the next: ");
    assertThat(newest().epochs()).isEqualTo(1);
  }

  @Test
  void aRunThatCannotBeKeptEnds() throws Exception {
    drawImages();
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/checkpoints"), "a file where a folder belongs");
    List<Event> events = new CopyOnWriteArrayList<>();

    assertThatThrownBy(() -> run(config("train.epochs=9"), null, events))
        .hasRootCauseInstanceOf(TrainingFailedException.class)
        .rootCause()
        .hasMessageStartingWith("Cannot write a checkpoint: ");
    assertThat(events).filteredOn(Notice.class::isInstance).hasSize(BackgroundWriter.TRIES);
  }

  private void drawImages() throws Exception {
    SyntheticDataset.ensure(
        folder.resolve("data").toString(),
        new SyntheticSpec(IMAGES, IMAGES, SIDE, 1, 0),
        new Configuration());
  }

  private JobConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "output=" + folder.resolve("out"),
                "dataset.names=[disc]",
                "model={variant: gelan-t, image-size: 64}",
                "batch.train={global: 4, micro: 4}",
                "batch.validation.per-executor=4",
                "train.warm-up={epochs: 0, min-steps: 0}"));
    all.addAll(List.of(settings));
    return Configs.load(Configs.LEAST, all.toArray(String[]::new));
  }

  private TrainOutcome run(JobConfig config, Checkpoint checkpoint, List<Event> events)
      throws Exception {
    return run(config, checkpoint, () -> false, events::add);
  }

  private TrainOutcome run(
      JobConfig config, Checkpoint checkpoint, BooleanSupplier stops, Consumer<Event> events)
      throws Exception {
    TrainTask task =
        new TrainTask(
            config,
            BatchPlan.of(config, IMAGES, IMAGES),
            records("train", 0.2f),
            records("val", 1),
            checkpoint,
            1);
    return Ranks.run(
            1,
            group -> {
              Compute.start(1);
              try (RankTrainer trainer =
                  new RankTrainer(
                      task,
                      group,
                      Device.cpu(),
                      new Topology(List.of("here")),
                      new Configuration(),
                      stops,
                      events)) {
                return trainer.run();
              }
            })
        .get(0);
  }

  private List<ImageRecord> records(String split, float size) {
    return IntStream.range(0, IMAGES)
        .mapToObj(i -> folder.resolve("data/images/%s/%06d.jpg".formatted(split, i)))
        .map(
            file ->
                new ImageRecord(
                    file.toUri().toString(),
                    SIDE,
                    SIDE,
                    new int[1],
                    new float[] {0.5f, 0.5f, size, size}))
        .toList();
  }
}
