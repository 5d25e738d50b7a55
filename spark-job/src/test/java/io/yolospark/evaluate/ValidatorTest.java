package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.yolospark.collective.Collective;
import io.yolospark.collective.Ranks;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.detect.DetectOptions;
import io.yolospark.detect.Detection;
import io.yolospark.detect.Detections;
import io.yolospark.device.Compute;
import io.yolospark.device.MemoryWatch;
import io.yolospark.evaluate.DetectionMetrics.ClassMetrics;
import io.yolospark.image.Batch;
import io.yolospark.image.Letterbox;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.LossValue;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.NetworkInput;
import io.yolospark.model.Role;
import io.yolospark.model.YoloBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that detects something, on images labelled with some of what it detects. */
class ValidatorTest {

  private static final int IMAGES = 12;
  private static final int SIDE = 64;
  private static final int CLASSES = 3;
  private static final JobConfig CONFIG =
      Configs.load(Configs.LEAST, "dataset.names=[a, b, c]", "validation.confidence=0.001");

  private static final NDManager MANAGER = NDManager.newBaseManager();
  private static final YoloBlock BLOCK = new YoloBlock("gelan-t", CLASSES);
  private static final List<ImageRecord> RECORDS = new ArrayList<>();
  private static final List<Sample> SAMPLES = new ArrayList<>();
  private static ValidationOutcome expected;

  @BeforeAll
  static void fill() throws Exception {
    Compute.start(1);
    for (ModelParameter parameter : BLOCK.modelParameters()) {
      Initializer values = (manager, shape, type) -> manager.create(values(parameter), shape);
      parameter.parameter().setInitializer(values);
      parameter.parameter().initialize(MANAGER, DataType.FLOAT32);
    }
    for (int i = 0; i < IMAGES; i++) {
      label(i);
    }
    expected = run(1, 1);
  }

  @AfterAll
  static void close() {
    MANAGER.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "1, 8", "2, 1", "2, 3", "2, 8", "3, 1", "3, 3", "3, 8"})
  void theOutcomeDependsNeitherOnRanksNorOnBatches(int worldSize, int batch) throws Exception {
    ValidationOutcome outcome = run(worldSize, batch);

    assertThat(outcome.batchSizes()).isEqualTo(batchSizes(worldSize, batch));
    double[] figures = figures(outcome.metrics());
    assertThat(figures).containsExactly(figures(expected.metrics()), within(1e-6));
    assertThat(outcome.boxLoss()).isCloseTo(expected.boxLoss(), withinPercentage(1e-4));
    assertThat(outcome.clsLoss()).isCloseTo(expected.clsLoss(), withinPercentage(1e-4));
    assertThat(outcome.dflLoss()).isCloseTo(expected.dflLoss(), withinPercentage(1e-4));
    assertThat(outcome.metrics().images()).isEqualTo(IMAGES);
    assertThat(outcome.metrics().instances())
        .isEqualTo(RECORDS.stream().mapToInt(ImageRecord::boxCount).sum());
    assertThat(outcome.metrics().map50()).isBetween(0.05, 0.95);
    assertThat(outcome.metrics().map()).isBetween(0.02, outcome.metrics().map50() - 0.02);
  }

  /** The loss of the main branch, normalised over the whole split. */
  @Test
  void theLossIsThatOfTheWholeSplitAtOnce() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = NetworkInput.of(manager, new Batch(SAMPLES));
      NDList maps = BLOCK.heads(new ParameterStore(manager, false), images, Mode.INFER).main();
      TargetBatch targets =
          TargetBatch.of(SAMPLES.stream().map(Sample::labels).toList(), SIDE, SIDE);
      LossStep step = new DetectionLoss(CONFIG.train().loss()).prepare(maps, null, targets);
      LossValue value = step.total(step.scoreSums(), 1);
      assertThat(step.scoreSums()[1]).isGreaterThan(1);
      assertThat(expected.boxLoss()).isCloseTo(value.box(), withinPercentage(1e-3)).isPositive();
      assertThat(expected.clsLoss()).isCloseTo(value.cls(), withinPercentage(1e-3)).isPositive();
      assertThat(expected.dflLoss()).isCloseTo(value.dfl(), withinPercentage(1e-3)).isPositive();
    }
  }

  /** 3 images and more are too many for every rank: 5 becomes 3, then 2. */
  @Test
  void figuresStayWhenMemoryEnds() throws Exception {
    List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    MemoryWatch shortage =
        (phase, images) -> {
          if (images > 2) {
            throw new EngineException("DefaultCPUAllocator: can't allocate memory");
          }
        };
    BatchPlan plan = new BatchPlan(2, 2, 1, IMAGES, 5, IMAGES);

    List<ValidationOutcome> outcomes =
        Ranks.run(
            2, group -> run(plan, group, shortage, new Halving(plan.validationBatch(), asked)));

    assertThat(figures(outcomes.get(0).metrics())).isEqualTo(figures(expected.metrics()));
    assertThat(outcomes.get(0).boxLoss()).isCloseTo(expected.boxLoss(), withinPercentage(1e-4));
    assertThat(outcomes.get(0).batchSizes())
        .allSatisfy(sizes -> assertThat(sizes).allMatch(size -> size <= 2));
    assertThat(outcomes.get(0).batchSizes().stream().flatMap(List::stream).mapToInt(n -> n).sum())
        .isEqualTo(IMAGES);
    assertThat(asked).containsOnly(5, 3).hasSize(4);
  }

  /** Halves for every rank of its own. */
  private static final class Halving implements BatchLimit {
    private final List<Integer> asked;
    private int most;

    Halving(int most, List<Integer> asked) {
      this.most = most;
      this.asked = asked;
    }

    @Override
    public int most() {
      return most;
    }

    @Override
    public void shrink(int images, RuntimeException outage) {
      asked.add(images);
      most = (images + 1) / 2;
    }
  }

  private static ValidationOutcome run(int worldSize, int batch) throws Exception {
    BatchPlan plan = new BatchPlan(worldSize, worldSize, 1, IMAGES, batch, IMAGES);
    List<ValidationOutcome> outcomes = Ranks.run(worldSize, group -> run(plan, group));
    assertThat(outcomes).containsOnly(outcomes.get(0));
    return outcomes.get(0);
  }

  private static ValidationOutcome run(BatchPlan plan, Collective group) {
    return run(plan, group, MemoryWatch.NONE, BatchLimit.NONE);
  }

  private static ValidationOutcome run(
      BatchPlan plan, Collective group, MemoryWatch watch, BatchLimit limit) {
    Compute.start(1);
    List<Batch> batches = new ArrayList<>();
    int next = plan.validationOffset(group.rank());
    for (int size : plan.validationSizes(group.rank())) {
      batches.add(new Batch(SAMPLES.subList(next, next + size)));
      next += size;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      return new Validator(BLOCK, RECORDS, CONFIG, watch)
          .run(manager, step -> new ParameterStore(step, false), batches.iterator(), group, limit);
    }
  }

  /** Written out, so that the plan is not its own witness. */
  private static List<List<Integer>> batchSizes(int worldSize, int batch) {
    int share = IMAGES / worldSize;
    List<Integer> sizes = new ArrayList<>();
    for (int left = share; left > 0; left -= batch) {
      sizes.add(Math.min(left, batch));
    }
    return IntStream.range(0, worldSize).mapToObj(rank -> sizes).toList();
  }

  private static double[] figures(DetectionMetrics metrics) {
    List<Double> figures =
        new ArrayList<>(
            List.of(metrics.precision(), metrics.recall(), metrics.map50(), metrics.map()));
    for (ClassMetrics each : metrics.perClass()) {
      figures.addAll(List.of(each.precision(), each.recall(), each.map50(), each.map()));
    }
    return figures.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Weights that keep the variance from layer to layer, so that images make a difference. */
  private static float[] values(ModelParameter parameter) {
    float[] values = parameter.initial().draw(parameter.name(), 1, parameter.shape());
    if (parameter.role() == Role.WEIGHT) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= (float) Math.sqrt(6);
      }
    }
    if (parameter.name().matches(".*\\.cv3\\.\\d\\.2\\.bias")) {
      Arrays.fill(values, -1);
    }
    return values;
  }

  /** Draws an image and labels it with every seventh detection, a little off. */
  private static void label(int record) {
    SplittableRandom random = new SplittableRandom(record);
    Letterbox letterbox = Letterbox.square(100 + 7 * record, 130, SIDE);
    byte[] pixels = pixels(random);
    List<Detection> detections =
        detections(new Sample(record, pixels, SIDE, new float[0], letterbox));
    int count = Math.min(4, detections.size() / 7);
    int[] classes = new int[count];
    float[] boxes = new float[4 * count];
    float[] rows = new float[5 * count];
    for (int i = 0; i < count; i++) {
      Detection found = detections.get(7 * i);
      classes[i] = random.nextInt(4) == 0 ? random.nextInt(CLASSES) : found.classId();
      double grow = random.nextDouble(0.8, 1.2);
      double width = Math.max(4, grow * (found.x2() - found.x1()));
      double height = Math.max(4, grow * (found.y2() - found.y1()));
      double x = (found.x1() + found.x2()) / 2;
      double y = (found.y1() + found.y2()) / 2;
      boxes[4 * i] = (float) (x / letterbox.width());
      boxes[4 * i + 1] = (float) (y / letterbox.height());
      boxes[4 * i + 2] = (float) (width / letterbox.width());
      boxes[4 * i + 3] = (float) (height / letterbox.height());
      rows[5 * i] = classes[i];
      rows[5 * i + 1] = (float) (letterbox.toNetworkX(x) / SIDE);
      rows[5 * i + 2] = (float) (letterbox.toNetworkY(y) / SIDE);
      rows[5 * i + 3] = (float) (width * letterbox.scale() / SIDE);
      rows[5 * i + 4] = (float) (height * letterbox.scale() / SIDE);
    }
    RECORDS.add(
        new ImageRecord("image-" + record, letterbox.width(), letterbox.height(), classes, boxes));
    SAMPLES.add(new Sample(record, pixels, SIDE, rows, letterbox));
  }

  /** Coloured tiles. */
  private static byte[] pixels(SplittableRandom random) {
    byte[] tiles = new byte[3 * 8 * 8];
    random.nextBytes(tiles);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % SIDE;
      int y = i / 3 / SIDE;
      pixels[i] = tiles[3 * (y / 8 * 8 + x / 8) + i % 3];
    }
    return pixels;
  }

  private static List<Detection> detections(Sample sample) {
    try (NDManager step = MANAGER.newSubManager()) {
      NDArray images = NetworkInput.of(step, new Batch(List.of(sample)));
      ParameterStore store = new ParameterStore(step, false);
      List<Detection> found =
          Detections.of(
                  BLOCK.heads(store, images, Mode.INFER).main(),
                  DetectOptions.of(CONFIG.validation()))
              .get(0);
      return Detections.toOriginal(found, sample.letterbox());
    }
  }
}
