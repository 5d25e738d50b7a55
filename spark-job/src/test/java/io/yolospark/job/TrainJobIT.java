package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.config.RecipePlan;
import io.yolospark.model.ModelSize;
import io.yolospark.model.YoloBlock;
import io.yolospark.report.EpochResult;
import io.yolospark.report.Event;
import io.yolospark.report.RunResult;
import io.yolospark.report.StepProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job on two real executor JVMs: a small model on a few drawn images. */
@Timeout(300)
@ExtendWith(TestCluster.class)
class TrainJobIT {

  private static final int TRAIN_IMAGES = 16;
  private static final int VAL_IMAGES = 7;

  @TempDir private Path folder;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() {
    spark = TestCluster.context();
  }

  private JobConfig config(String... settings) throws IOException {
    return TinyJob.draw(folder, TRAIN_IMAGES, VAL_IMAGES).config(settings);
  }

  private static RunResult train(JobConfig config, boolean restart) throws Exception {
    return new TrainJob(spark, config).run(restart);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Every file below a folder, by its path in it. */
  private static Map<String, byte[]> files(Path root) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(root)) {
      found = walk.filter(Files::isRegularFile).toList();
    }
    Map<String, byte[]> files = new HashMap<>();
    for (Path file : found) {
      files.put(root.relativize(file).toString(), Files.readAllBytes(file));
    }
    return files;
  }

  @Test
  @SuppressWarnings("try") // a subscription works by being open
  void everyRankHasGaugesOnSparksPrometheusPage() throws Exception {
    AtomicReference<String> page = new AtomicReference<>();
    try (RankEvents.Subscription subscription =
        RankEvents.subscribe(
            event -> {
              // by then the readings of the first epoch have arrived from all ranks
              if (Event.decode(event) instanceof EpochResult epoch && epoch.epoch() == 1) {
                page.set(prometheus());
              }
            })) {
      train(config(), false);
    }

    for (int rank = 0; rank < 2; rank++) {
      String gauge = "(?m)^metrics_\\w+_rank" + rank + "_%s_Value\\{[^}]*\\} ";
      for (String figure : List.of("memory_used_bytes", "memory_peak_bytes", "train_box_loss")) {
        assertThat(page.get()).containsPattern(gauge.formatted(figure) + "[1-9]");
      }
      for (String figure :
          List.of(
              "memory_headroom",
              "speed_images_per_second",
              "time_step_seconds",
              "time_data_wait_seconds",
              "time_exposed_communication_seconds",
              "time_validation_seconds",
              "metrics_mAP_0_5",
              "metrics_mAP_0_5_0_95")) {
        assertThat(page.get()).containsPattern(gauge.formatted(figure) + "\\d");
      }
    }
    assertThat(prometheus()).doesNotContain("rank0_"); // nor those of a run that has ended
  }

  private static String prometheus() {
    URI address = URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/");
    try (InputStream in = address.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRunLeavesItsResultsAndIsRepeatable() throws Exception {
    JobConfig config = config();
    Path output = folder.resolve("out");

    RunResult result = train(config, false);

    Map<String, byte[]> first = files(output);
    assertThat(first.keySet())
        .filteredOn(name -> !name.startsWith("events/"))
        .containsExactlyInAnyOrder(
            "config.yaml",
            "plan.json",
            "dataset.txt",
            "results.csv",
            "events.csv",
            "readings.csv",
            "result.json",
            "best/model.safetensors",
            "best/serving.properties",
            "best/synset.txt",
            "last/model.safetensors",
            "last/serving.properties",
            "last/synset.txt",
            "checkpoints/epoch-00001/manifest.json",
            "checkpoints/epoch-00001/state.safetensors",
            "checkpoints/epoch-00002/manifest.json",
            "checkpoints/epoch-00002/state.safetensors");
    assertThat(TinyJob.load(output.resolve("config.yaml"), List.of())).isEqualTo(config);
    assertPlanWasObeyed(output, config);
    assertFiguresAgree(output, result);
    assertThatCheckpointIsWhole(output.resolve("checkpoints/epoch-00001"));
    assertThatCheckpointIsWhole(output.resolve("checkpoints/epoch-00002"));

    assertThat(train(config, false).metrics().map()).isEqualTo(result.metrics().map());
    assertThatThrownBy(() -> train(config("seed=1"), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("seed: 1, but the run in output was started with 0");
    assertSame(first, files(output));

    train(config, true);

    assertSame(first, files(folder.resolve("out.1")));
    Map<String, byte[]> second = files(output);
    for (String name :
        new String[] {
          "results.csv", "best/model.safetensors", "checkpoints/epoch-00002/state.safetensors"
        }) {
      assertThat(second.get(name)).as(name).isEqualTo(first.get(name));
    }
  }

  @Test
  void theRestOfTheRecipeTrainsAsWell() throws Exception {
    RunResult result =
        train(
            config(
                "train.single-class=true",
                "train.multi-scale=0.5",
                "train.optimizer=adamw",
                "train.learning-rate=0.001",
                "train.schedule=flat-cosine",
                "train.nominal-batch=64",
                "train.loss.label-smoothing=0.1",
                "train.loss.focal-gamma=1.5"),
            false);

    Path output = folder.resolve("out");
    assertThat(result.epochs()).isEqualTo(2);
    assertThat(result.metrics().classes()).extracting(each -> each.name()).containsExactly("item");
    assertThat(Files.readString(output.resolve("best/synset.txt"))).isEqualTo("item\n");
    assertThat(json(output.resolve("plan.json")).at("/recipe/effective-weight-decay").asDouble())
        .isEqualTo(0.0005 * 4 / 64);
    assertThatCheckpointIsWhole(output.resolve("checkpoints/epoch-00002"));
  }

  private static void assertSame(Map<String, byte[]> before, Map<String, byte[]> after) {
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  /** The validation batches that ran are those of the config: 3, not doubled, not halved. */
  private static void assertPlanWasObeyed(Path output, JobConfig config) throws IOException {
    BatchPlan plan = BatchPlan.of(config, TRAIN_IMAGES, VAL_IMAGES);
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> expected = new HashMap<>(plan.toMap());
    expected.put("recipe", RecipePlan.of(config).toMap());
    YoloBlock block = new YoloBlock(config.model().variant(), config.classNames().size());
    ModelSize size = ModelSize.of(block, config.model().imageSize());
    expected.put(
        "model",
        Map.of(
            "variant", size.variant(),
            "parameters", size.parameters(),
            "gflops", size.gflops()));
    ObjectNode written = (ObjectNode) json(output.resolve("plan.json"));
    assertThat(written.remove("memory-probe").get("ranks")).hasSize(2);
    assertThat(written.remove("memory-plan").get("training-step").get("gradients").asLong())
        .isBetween(4 * 1_900_000L, 4 * size.parameters());
    assertThat(written.remove("image-cache").get("cache").asText()).isEqualTo("memory");
    assertThat(written).isEqualTo(mapper.readTree(mapper.writeValueAsString(expected)));

    JsonNode batches = json(output.resolve("result.json")).get("validationBatches");
    assertThat(batches).isEqualTo(mapper.readTree("[[3, 1], [3]]"));
    assertThat(batches)
        .isEqualTo(mapper.valueToTree(List.of(plan.validationSizes(0), plan.validationSizes(1))));
    assertThat(batches.get(0).get(0).asInt())
        .isEqualTo(config.batch().validation().perExecutor().images());
  }

  private static void assertFiguresAgree(Path output, RunResult result) throws IOException {
    List<String> rows = Files.readAllLines(output.resolve("results.csv"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0))
        .isEqualTo(
            "epoch,train/box_loss,train/cls_loss,train/dfl_loss,metrics/precision,metrics/recall,"
                + "metrics/mAP_0.5,metrics/mAP_0.5:0.95,val/box_loss,val/cls_loss,val/dfl_loss,"
                + "x/lr0,x/lr1,x/lr2");
    assertThat(rows.get(1)).startsWith("0,");
    assertThat(rows.get(2)).startsWith("1,");
    for (String row : rows.subList(1, 3)) {
      assertThat(row.split(",", -1))
          .hasSize(14)
          .allSatisfy(cell -> assertThat(Double.parseDouble(cell)).isFinite().isNotNegative());
    }

    JsonNode json = json(output.resolve("result.json"));
    assertThat(json.get("exitCode").asInt()).isZero();
    assertThat(json.get("message").isNull()).isTrue();
    assertThat(json.get("epochs").asInt()).isEqualTo(2);
    assertThat(json.get("map50").asDouble()).isEqualTo(result.metrics().map50());
    String[] best = rows.get(1 + json.get("bestEpoch").asInt()).split(",");
    assertThat(Double.parseDouble(best[6]))
        .isCloseTo(json.get("map50").asDouble(), within6Digits());
    assertThat(Files.readAllLines(output.resolve("events.csv"))).hasSize(1);
    assertThat(output.resolve("best/synset.txt")).hasContent("disc\nsquare");
  }

  private static Percentage within6Digits() {
    return Percentage.withPercentage(1e-3);
  }

  private static void assertThatCheckpointIsWhole(Path checkpoint) throws IOException {
    JsonNode state =
        json(checkpoint.resolve("manifest.json")).get("files").get("state.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint.resolve("state.safetensors"));
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    assertThat(bytes).hasSize(state.get("bytes").asInt());
    assertThat(checksum.getValue()).isEqualTo(state.get("crc32c").asLong());
  }

  @Test
  void badImagesAndLabelsAreReportedAndTheRestIsTrainedOn() throws Exception {
    JobConfig config = config("train.epochs=1", "train.close-mosaic=0");
    Path images = folder.resolve("data/images/train");
    Path truncated = images.resolve("000003.jpg");
    byte[] whole = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(whole, whole.length / 2));
    Path label = folder.resolve("data/labels/train/000005.txt");
    Files.writeString(label, Files.readString(label) + "9 0.5 0.5 0.2 0.2\n");
    // its header is sound: only who decodes it can know
    Path undecodable = images.resolve("000007.jpg");
    Files.write(undecodable, withoutHuffmanTables(Files.readAllBytes(undecodable)));

    RunResult result = train(config, false);

    assertThat(result.epochs()).isEqualTo(1);
    Path output = folder.resolve("out");
    assertThat(json(output.resolve("plan.json")).get("train-images").asInt()).isEqualTo(15);
    assertThat(Files.readString(output.resolve("dataset.txt")))
        .containsPattern("train/000003\\.jpg: truncated image: .+")
        .containsPattern("train/000005\\.txt:\\d+: unknown class: .*9.*");
    assertThat(Files.readString(output.resolve("events.csv")))
        .containsPattern(
            "(?m)^\\S+,,,driver,dataset,\"?dataset\\.train: images rejected 1, boxes dropped 1,")
        .containsPattern("(?m)^\\S+,,,[01],bad-image,\"?Cannot decode .*/000007\\.jpg: .+");
  }

  /** Spoils the code counts of every Huffman table (marker C4). */
  private static byte[] withoutHuffmanTables(byte[] jpeg) {
    byte[] spoilt = jpeg.clone();
    for (int i = 2; i + 21 < spoilt.length; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC4) {
        Arrays.fill(spoilt, i + 5, i + 21, (byte) 0xFF);
      }
    }
    return spoilt;
  }

  @Test
  @SuppressWarnings("try") // a subscription works by being open
  void aKilledRankEndsTheJobWithinSeconds() throws Exception {
    JobConfig config = config("train.epochs=1000", "restart.max=0");
    AtomicLong killed = new AtomicLong();
    RankFailedException thrown;
    try (RankEvents.Subscription subscription =
        RankEvents.subscribe(
            event -> {
              if (Event.decode(event) instanceof StepProgress
                  && killed.compareAndSet(0, System.nanoTime())) {
                TinyJob.executor().destroyForcibly();
              }
            })) {
      thrown = catchThrowableOfType(RankFailedException.class, () -> train(config, false));
    }

    Duration elapsed = Duration.ofNanos(System.nanoTime() - killed.get());
    assertThat(elapsed).isLessThan(Duration.ofSeconds(20));
    assertThat(thrown.failure().kind()).isEqualTo(RankFailure.Kind.EXECUTOR_LOST);
    assertThat(ExitCode.of(thrown)).isEqualTo(ExitCode.TRAINING_FAILED);
    JsonNode result = json(folder.resolve("out/result.json"));
    assertThat(result.get("exitCode").asInt()).isEqualTo(6);
    assertThat(result.get("message").asText()).isEqualTo(thrown.getMessage()).contains("137");
  }
}
