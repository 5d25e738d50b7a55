package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryLimit;
import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.report.Event;
import io.yolospark.report.Figure;
import io.yolospark.report.Notice;
import io.yolospark.report.Reading;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class RankMonitorTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final DetectionMetrics METRICS =
      new DetectionMetrics(0.5, 0.25, 0.75, 0.125, 1, 1, List.of());

  private final List<Event> events = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final DeviceMemory memory = DeviceMemory.of(Device.cpu());

  private RankMonitor monitor(long limit, double headroom) {
    return new RankMonitor(
        3, memory, new MemoryLimit(limit, "a test"), headroom, events::add, nanos::get);
  }

  private static StepFigures step(double loss) {
    double[] losses = {loss, 2 * loss, 3 * loss};
    return new StepFigures(new StepSums(losses, null, false, false), 4, 2, 0.5, 0.25);
  }

  private List<Reading> readings() {
    return events.stream().filter(Reading.class::isInstance).map(Reading.class::cast).toList();
  }

  private List<Notice> notices() {
    return events.stream().filter(Notice.class::isInstance).map(Notice.class::cast).toList();
  }

  @Test
  void readsEveryTenSecondsAndAtTheEnds() {
    RankMonitor monitor = monitor(Long.MAX_VALUE / 2, 0.1);
    for (int i = 1; i <= 7; i++) {
      nanos.addAndGet(Duration.ofSeconds(4).toNanos());
      monitor.trained(0, i, step(i));
    }
    StepMeter epoch = monitor.endEpoch(0, 7);
    monitor.validated(0, 7, 1.5, METRICS);
    monitor.endEpoch(1, 7);

    assertThat(readings()).extracting(Reading::step).containsExactly(3L, 6L, 7L, 7L);
    assertThat(readings()).allMatch(each -> each.rank() == 3 && each.epoch() == 0);
    Map<Figure, Double> second = readings().get(1).figures();
    assertThat(second)
        .containsEntry(Figure.STEP_SECONDS, 2.0)
        .containsEntry(Figure.DATA_WAIT_SECONDS, 0.5)
        .containsEntry(Figure.EXPOSED_SECONDS, 0.25)
        .containsEntry(Figure.IMAGES_PER_SECOND, 2.0)
        .containsEntry(Figure.BOX_LOSS, 3.5)
        .containsEntry(Figure.CLS_LOSS, 7.0)
        .containsEntry(Figure.DFL_LOSS, 10.5)
        .doesNotContainKeys(Figure.MAP, Figure.VALIDATION_SECONDS);
    assertThat(readings().get(3).figures())
        .containsEntry(Figure.VALIDATION_SECONDS, 1.5)
        .containsEntry(Figure.MAP50, 0.75)
        .containsEntry(Figure.MAP, 0.125)
        .doesNotContainKeys(Figure.STEP_SECONDS, Figure.BOX_LOSS);
    assertThat(epoch.losses().box()).isEqualTo(4);
    assertThat(epoch.dataWait()).isEqualTo(0.25);
    assertThat(notices()).isEmpty();
  }

  @Test
  void aStepThatWasLeftOutDoesNotShowInTheMeanLoss() {
    RankMonitor monitor = monitor(64L << 30, 0.1);
    for (double loss : new double[] {2, Double.NaN, 4}) {
      monitor.trained(0, 1, step(loss));
    }

    assertThat(monitor.epochSoFar().losses().box()).isCloseTo(8.0 / 3, Offset.offset(1e-12));
  }

  @Test
  void memoryIsThatOfThisProcess() {
    memory.restart();
    long limit = 64L << 30;
    RankMonitor monitor = monitor(limit, 0.1);
    monitor.validated(0, 1, 1, METRICS);
    ByteBuffer more = touched(200);
    monitor.validated(0, 2, 1, METRICS);

    Map<Figure, Double> before = readings().get(0).figures();
    Map<Figure, Double> after = readings().get(1).figures();
    for (Figure figure : List.of(Figure.MEMORY_USED, Figure.MEMORY_PEAK)) {
      assertThat(after.get(figure) - before.get(figure))
          .isCloseTo(more.capacity(), Offset.offset(40.0 * MEBIBYTE));
    }
    assertThat(after.get(Figure.MEMORY_HEADROOM))
        .isEqualTo(1 - after.get(Figure.MEMORY_PEAK) / limit);
  }

  @Test
  void littleHeadroomIsToldOnceForEachPhaseThatTookIt() {
    memory.restart();
    long used = memory.used();
    // so that what is in use leaves 100 MiB more than must stay free
    RankMonitor monitor = monitor((long) ((used + 100.0 * MEBIBYTE) / 0.9), 0.1);
    List<ByteBuffer> held = new ArrayList<>();

    monitor.trained(0, 1, step(1));
    monitor.endEpoch(0, 1);
    assertThat(notices()).isEmpty();
    held.add(touched(200));
    for (int epoch = 1; epoch < 3; epoch++) {
      monitor.trained(epoch, 1 + epoch, step(1));
      monitor.endEpoch(epoch, 1 + epoch);
    }
    assertThat(notices()).hasSize(1);
    // the peak is still that of training
    monitor.validated(2, 3, 1, METRICS);
    assertThat(notices()).hasSize(1);
    for (int epoch = 3; epoch < 5; epoch++) {
      held.add(touched(100));
      monitor.validated(epoch, 3, 1, METRICS);
    }

    assertThat(notices())
        .extracting(each -> each.epoch() + " " + each.rank() + " " + each.kind())
        .containsExactly("1 3 headroom", "3 3 headroom");
    assertThat(notices().get(0).message())
        .matches(
            "Memory reached [0-9,]+ MiB of [0-9,]+ MiB \\(a test\\) in training, which leaves "
                + "-?[0-9.]+ % free; memory.headroom asks for 10.0 %: lower batch.train.micro");
    assertThat(notices().get(1).message())
        .contains("in validation", "lower batch.validation.per-executor");
    assertThat(held).hasSize(3);
  }

  private static ByteBuffer touched(int mebibytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(mebibytes * MEBIBYTE);
    for (int i = 0; i < buffer.capacity(); i += 4096) {
      buffer.put(i, (byte) 1);
    }
    return buffer;
  }
}
