package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.yolospark.report.EpochResult;
import io.yolospark.report.Event;
import io.yolospark.report.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
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
    assertThat(sizes.toString()).isEqualTo("{\"microBatch\":4,\"validationBatch\":4}");
    sizes.put("microBatch", 2).put("validationBatch", 3);
    Files.writeString(manifest, edited.toString());
    Checkpoint checkpoint =
        Checkpoint.newest(folder.resolve("out").toString(), new Configuration(), Assertions::fail)
            .orElseThrow();

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
                      1,
                      new Configuration(),
                      () -> false,
                      events::add)) {
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
