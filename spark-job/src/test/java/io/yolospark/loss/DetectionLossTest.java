package io.yolospark.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.yolospark.config.TrainConfig.LossConfig;
import io.yolospark.detect.Anchors;
import io.yolospark.detect.BoxDecoder;
import io.yolospark.detect.HeadFixture;
import io.yolospark.detect.LevelMaps;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetectionLossTest {
  private static final int CLASSES = 3;
  private static final int SIZE = 96;
  private static final LossConfig CONFIG = new LossConfig(7.5, 0.5, 1.5, 0.25, 0, 1, 0);

  private final NDManager manager = NDManager.newBaseManager();
  private final DetectionLoss loss = new DetectionLoss(CONFIG);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Terms of the loss and its gradients with respect to all maps, auxiliary ones first. */
  private record Result(float total, float[] terms, List<float[]> gradients) {}

  private Result run(
      NDList main, NDList auxiliary, TargetBatch targets, double[] globalSums, int images) {
    return run(main, auxiliary, targets, globalSums, images, () -> {});
  }

  private Result run(
      NDList main,
      NDList auxiliary,
      TargetBatch targets,
      double[] globalSums,
      int images,
      Runnable beforeBackward) {
    NDList leaves = new NDList();
    if (auxiliary != null) {
      leaves.addAll(auxiliary);
    }
    leaves.addAll(main);
    leaves.forEach(map -> map.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      LossStep step = loss.prepare(main, auxiliary, targets);
      LossValue value = step.total(globalSums == null ? step.scoreSums() : globalSums, images);
      assertThat(value.total().getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(value.total().getShape().dimension()).isZero();
      beforeBackward.run();
      collector.backward(value.total());
      List<float[]> gradients = new ArrayList<>();
      leaves.forEach(map -> gradients.add(map.getGradient().toFloatArray()));
      return new Result(
          value.total().getFloat(), new float[] {value.box(), value.cls(), value.dfl()}, gradients);
    }
  }

  /** Autograd must own, or keep reachable, every factor it has saved for the backward pass. */
  @Test
  void gradientsDoNotDependOnTheGarbageCollector() {
    TargetBatch targets = TargetFixture.random(3, 2, 8, CLASSES, SIZE);
    List<float[]> undisturbed = gradients(targets, () -> {});
    for (int i = 0; i < 5; i++) {
      List<float[]> disturbed = gradients(targets, DetectionLossTest::collectGarbage);
      for (int map = 0; map < undisturbed.size(); map++) {
        assertThat(Arrays.equals(disturbed.get(map), undisturbed.get(map)))
            .as("run %d, gradient of map %d", i, map)
            .isTrue();
      }
    }
  }

  private List<float[]> gradients(TargetBatch targets, Runnable beforeBackward) {
    NDList main = HeadFixture.maps(manager, 1, 2, CLASSES, SIZE);
    NDList auxiliary = HeadFixture.maps(manager, 2, 2, CLASSES, SIZE);
    return run(main, auxiliary, targets, null, 2, beforeBackward).gradients();
  }

  /** Frees the direct buffers that nothing refers to, and waits until that has happened. */
  private static void collectGarbage() {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long count;
    do {
      count = direct.getCount();
      System.gc();
      LockSupport.parkNanos(50_000_000);
    } while (direct.getCount() < count);
  }

  private double[] scoreSums(NDList main, NDList auxiliary, TargetBatch targets) {
    return loss.prepare(main, auxiliary, targets).scoreSums();
  }

  @Test
  void combinesBothBranchesWithTheirOwnTargetsAndNormalisers() {
    NDList main = HeadFixture.maps(manager, 1, 2, CLASSES, SIZE);
    NDList auxiliary = HeadFixture.maps(manager, 2, 2, CLASSES, SIZE);
    TargetBatch targets = TargetFixture.random(3, 2, 8, CLASSES, SIZE);

    Result result = run(main, auxiliary, targets, null, 2);

    double[] first = normalised(main, targets);
    double[] second = normalised(auxiliary, targets);
    double[] gains = {7.5, 0.5, 1.5};
    double sum = 0;
    for (int term = 0; term < 3; term++) {
      double expected = gains[term] * (first[term] + 0.25 * second[term]);
      assertThat((double) result.terms()[term]).isCloseTo(expected, within(1e-5 * expected));
      sum += expected;
    }
    assertThat((double) result.total()).isCloseTo(2 * sum, within(2e-5 * sum));
  }

  @Test
  void gainsOfTheConfigAreObeyed() {
    NDList main = HeadFixture.maps(manager, 1, 2, CLASSES, SIZE);
    NDList auxiliary = HeadFixture.maps(manager, 2, 2, CLASSES, SIZE);
    TargetBatch targets = TargetFixture.random(3, 2, 8, CLASSES, SIZE);

    LossStep step =
        new DetectionLoss(new LossConfig(1, 2, 3, 0.5, 0, 1, 0)).prepare(main, auxiliary, targets);
    LossValue value = step.total(step.scoreSums(), 2);

    double[] first = normalised(main, targets);
    double[] second = normalised(auxiliary, targets);
    float[] terms = {value.box(), value.cls(), value.dfl()};
    for (int term = 0; term < 3; term++) {
      double expected = (term + 1) * (first[term] + 0.5 * second[term]);
      assertThat((double) terms[term]).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private static double[] normalised(NDList maps, TargetBatch targets) {
    Assignment assignment = new TaskAlignedAssigner(10).assign(BoxDecoder.decode(maps), targets);
    float[] joined = LevelMaps.join(maps).toFloatArray();
    double[] values = new double[joined.length];
    for (int i = 0; i < joined.length; i++) {
      values[i] = joined[i];
    }
    double[] terms =
        new ReferenceLoss(Anchors.of(maps), 2, CLASSES, assignment, values).terms(values);
    assertThat(assignment.scoreSum()).isGreaterThan(1);
    for (int term = 0; term < 3; term++) {
      terms[term] /= assignment.scoreSum();
    }
    return terms;
  }

  @Test
  void sharesOfABatchAddUpToTheWholeBatch() {
    for (int first = 1; first <= 3; first++) {
      NDList main = HeadFixture.maps(manager, 4, 4, CLASSES, SIZE);
      NDList auxiliary = HeadFixture.maps(manager, 5, 4, CLASSES, SIZE);
      List<float[]> rows = TargetFixture.rows(6, 4, 9, CLASSES);
      rows.set(2, new float[0]);
      NDList[] mains = shares(main, first);
      NDList[] auxiliaries = shares(auxiliary, first);
      TargetBatch[] targets = {
        TargetBatch.of(rows.subList(0, first), SIZE, SIZE),
        TargetBatch.of(rows.subList(first, 4), SIZE, SIZE)
      };
      double[] sums = new double[2];
      for (int rank = 0; rank < 2; rank++) {
        double[] own = scoreSums(mains[rank], auxiliaries[rank], targets[rank]);
        sums[0] += own[0];
        sums[1] += own[1];
      }

      Result whole = run(main, auxiliary, TargetBatch.of(rows, SIZE, SIZE), null, 4);
      Result left = run(mains[0], auxiliaries[0], targets[0], sums, 4);
      Result right = run(mains[1], auxiliaries[1], targets[1], sums, 4);

      assertThat(left.total() + right.total())
          .isCloseTo(whole.total(), within(1e-5f * whole.total()));
      for (int term = 0; term < 3; term++) {
        assertThat(left.terms()[term] + right.terms()[term])
            .isCloseTo(whole.terms()[term], within(1e-5f * whole.terms()[term]));
      }
      for (int map = 0; map < whole.gradients().size(); map++) {
        float[] joined = join(left.gradients().get(map), right.gradients().get(map));
        assertThat(largestDifference(joined, whole.gradients().get(map))).isLessThan(1e-5f);
      }
    }
  }

  private NDList[] shares(NDList maps, int first) {
    return new NDList[] {HeadFixture.images(maps, 0, first), HeadFixture.images(maps, first, 4)};
  }

  private static float[] join(float[] first, float[] second) {
    float[] joined = new float[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static float largestDifference(float[] first, float[] second) {
    assertThat(first).hasSameSizeAs(second);
    float largest = 0;
    for (int i = 0; i < first.length; i++) {
      largest = Math.max(largest, Math.abs(first[i] - second[i]));
    }
    return largest;
  }

  @Test
  void withoutAnyTargetOnlyTheClassTermRemains() {
    NDList main = HeadFixture.maps(manager, 7, 2, CLASSES, SIZE);
    TargetBatch none = TargetBatch.of(List.of(new float[0], new float[0]), SIZE, SIZE);

    assertThat(scoreSums(main, null, none)).containsExactly(0, 0);
    Result result = run(main, null, none, null, 2);

    double softPlus = 0;
    for (NDArray map : main) {
      for (float logit : map.get(":, 64:").toFloatArray()) {
        softPlus += Math.log1p(Math.exp(logit));
      }
    }
    assertThat(result.terms()[0]).isZero();
    assertThat((double) result.terms()[1]).isCloseTo(softPlus / 2, within(1e-5 * softPlus));
    assertThat(result.terms()[2]).isZero();
    float[] gradient = result.gradients().get(0);
    float[] logits = main.get(0).toFloatArray();
    int cells = (SIZE / 8) * (SIZE / 8);
    for (int i = 0; i < gradient.length; i++) {
      boolean box = i / cells % (64 + CLASSES) < 64;
      double sigmoid = 1 / (1 + Math.exp(-logits[i]));
      assertThat((double) gradient[i]).isCloseTo(box ? 0 : sigmoid, within(1e-5));
    }
  }

  @Test
  void paddingRowsChangeNothing() {
    NDList maps = HeadFixture.maps(manager, 8, 2, CLASSES, SIZE);
    List<float[]> rows = TargetFixture.rows(9, 2, 5, CLASSES);
    List<float[]> padded = new ArrayList<>();
    rows.forEach(row -> padded.add(join(row, new float[15])));

    Result plain = run(maps, null, TargetBatch.of(rows, SIZE, SIZE), null, 2);
    Result withPadding = run(maps, null, TargetBatch.of(padded, SIZE, SIZE), null, 2);

    assertThat(withPadding.total()).isEqualTo(plain.total());
    assertThat(withPadding.terms()).containsExactly(plain.terms());
  }

  @Test
  void scoreSumsBelowOneCountAsOne() {
    NDList maps = HeadFixture.maps(manager, 10, 1, CLASSES, SIZE);
    TargetBatch targets = TargetFixture.random(11, 1, 4, CLASSES, SIZE);
    Result small = run(maps, null, targets, new double[] {0, 0.01}, 1);
    Result one = run(maps, null, targets, new double[] {0, 1}, 1);
    assertThat(small.total()).isEqualTo(one.total());
  }

  @Test
  void stepsLeaveNothingBehind() {
    NDList main = HeadFixture.maps(manager, 12, 2, CLASSES, SIZE);
    NDList auxiliary = HeadFixture.maps(manager, 13, 2, CLASSES, SIZE);
    main.forEach(map -> map.setRequiresGradient(true));
    auxiliary.forEach(map -> map.setRequiresGradient(true));
    TargetBatch targets = TargetFixture.random(14, 2, 6, CLASSES, SIZE);
    NDManager system = manager.getParentManager();
    int before = manager.getManagedArrays().size();
    int systemBefore = system.getManagedArrays().size();
    int held = 0;
    for (int i = 0; i < 200; i++) {
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDList mainMaps = new NDList();
        NDList auxiliaryMaps = new NDList();
        try (NDArray one = step.create(1f)) {
          for (int level = 0; level < 3; level++) {
            mainMaps.add(one.mul(main.get(level)));
            auxiliaryMaps.add(one.mul(auxiliary.get(level)));
          }
        }
        LossStep lossStep = loss.prepare(mainMaps, auxiliaryMaps, targets);
        collector.backward(lossStep.total(lossStep.scoreSums(), 2).total());
        int now = step.getManagedArrays().size();
        assertThat(now).isLessThan(300);
        held = held == 0 ? now : held;
        assertThat(now).isEqualTo(held);
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
      assertThat(system.getManagedArrays()).hasSize(systemBefore);
    }
  }

  @Test
  void refusesTargetsThatDoNotFit() {
    NDList maps = HeadFixture.maps(manager, 15, 2, CLASSES, SIZE);
    assertThatThrownBy(() -> loss.prepare(maps, null, TargetFixture.random(1, 3, 1, CLASSES, SIZE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 images of 96 x 96");
    assertThatThrownBy(() -> loss.prepare(maps, null, TargetFixture.random(1, 2, 1, CLASSES, 64)))
        .hasMessageContaining("64 x 64");
    float[] unknown = {3, 0.5f, 0.5f, 0.2f, 0.2f};
    assertThatThrownBy(
            () -> loss.prepare(maps, null, TargetBatch.of(List.of(unknown, unknown), SIZE, SIZE)))
        .hasMessageContaining("class 3 of image 0");
    assertThatThrownBy(() -> TargetBatch.of(List.of(new float[6]), SIZE, SIZE))
        .hasMessageContaining("6 values");
    NDList other = HeadFixture.maps(manager, 15, 1, CLASSES, SIZE);
    assertThatThrownBy(
            () -> loss.prepare(maps, other, TargetFixture.random(1, 2, 1, CLASSES, SIZE)))
        .hasMessageContaining("(1, 67, 12, 12)");
  }

  @Test
  void passesNotANumberOn() {
    NDList maps = HeadFixture.maps(manager, 16, 1, CLASSES, SIZE);
    maps.set(0, manager.full(new Shape(1, 67, 12, 12), Float.NaN));
    LossStep step = loss.prepare(maps, null, TargetFixture.random(1, 1, 4, CLASSES, SIZE));
    assertThat(step.total(step.scoreSums(), 1).cls()).isNaN();
  }
}
