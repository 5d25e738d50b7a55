package io.yolospark.train;

import io.yolospark.device.DeviceMemory;
import io.yolospark.device.MemoryLimit;
import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.report.Event;
import io.yolospark.report.Figure;
import io.yolospark.report.Losses;
import io.yolospark.report.Notice;
import io.yolospark.report.Reading;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells the driver how a rank fares: a reading every ten seconds of training, at the end of every
 * epoch and after every validation; and a warning where its memory leaves less free than must stay
 * free, once for training and once for validation. Not thread-safe.
 */
final class RankMonitor {

  private enum Phase {
    TRAINING("batch.train.micro"),
    VALIDATION("batch.validation.per-executor");

    private final String key;

    Phase(String key) {
      this.key = key;
    }
  }

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final double MEBIBYTE = 1 << 20;

  private final int rank;
  private final DeviceMemory memory;
  private final MemoryLimit limit;
  private final double headroom;
  private final Consumer<Event> events;
  private final LongSupplier nanoClock;
  private final Set<Phase> warned = EnumSet.noneOf(Phase.class);
  private StepMeter sinceReading = new StepMeter();
  private StepMeter epochSoFar = new StepMeter();
  private long lastNanos;
  private long lastPeak;

  /**
   * A monitor of one rank.
   *
   * @param headroom part of the limit that must stay free
   * @param nanoClock monotonic nanoseconds
   */
  RankMonitor(
      int rank,
      DeviceMemory memory,
      MemoryLimit limit,
      double headroom,
      Consumer<Event> events,
      LongSupplier nanoClock) {
    this.rank = rank;
    this.memory = memory;
    this.limit = limit;
    this.headroom = headroom;
    this.events = events;
    this.nanoClock = nanoClock;
    lastNanos = nanoClock.getAsLong();
  }

  /** The epoch has steps already, with such sums of losses, of before a restart. */
  void goOn(List<Double> lossSums, int stepsBefore) {
    epochSoFar = new StepMeter(lossSums, stepsBefore);
  }

  /**
   * A step is done.
   *
   * @param stepsDone since the start of training
   */
  void trained(int epoch, long stepsDone, StepFigures step) {
    sinceReading.add(step);
    epochSoFar.add(step);
    if (nanoClock.getAsLong() - lastNanos >= INTERVAL.toNanos()) {
      readTraining(epoch, stepsDone);
    }
  }

  /** The training steps of an epoch are done; their means. */
  StepMeter endEpoch(int epoch, long stepsDone) {
    if (sinceReading.steps() > 0) {
      readTraining(epoch, stepsDone);
    }
    StepMeter means = epochSoFar;
    epochSoFar = new StepMeter();
    return means;
  }

  /** Means over the steps of the epoch so far. */
  StepMeter epochSoFar() {
    return epochSoFar;
  }

  /** A validation is done. */
  void validated(int epoch, long stepsDone, double seconds, DetectionMetrics metrics) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.VALIDATION_SECONDS, seconds);
    figures.put(Figure.MAP50, metrics.map50());
    figures.put(Figure.MAP, metrics.map());
    read(epoch, stepsDone, Phase.VALIDATION, figures);
  }

  private void readTraining(int epoch, long stepsDone) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.IMAGES_PER_SECOND, sinceReading.imagesPerSecond());
    figures.put(Figure.STEP_SECONDS, sinceReading.stepSeconds());
    figures.put(Figure.DATA_WAIT_SECONDS, sinceReading.waitSeconds());
    figures.put(Figure.EXPOSED_SECONDS, sinceReading.exposedSeconds());
    Losses losses = epochSoFar.losses();
    figures.put(Figure.BOX_LOSS, losses.box());
    figures.put(Figure.CLS_LOSS, losses.cls());
    figures.put(Figure.DFL_LOSS, losses.dfl());
    sinceReading = new StepMeter();
    read(epoch, stepsDone, Phase.TRAINING, figures);
  }

  private void read(int epoch, long stepsDone, Phase phase, Map<Figure, Double> figures) {
    long peak = memory.peak();
    double free = 1 - (double) peak / limit.bytes();
    figures.put(Figure.MEMORY_USED, (double) memory.used());
    figures.put(Figure.MEMORY_PEAK, (double) peak);
    figures.put(Figure.MEMORY_HEADROOM, free);
    events.accept(new Reading(rank, epoch, stepsDone, figures));
    // a peak that has not risen is that of an earlier phase
    if (free < headroom && peak > lastPeak && warned.add(phase)) {
      events.accept(warning(epoch, phase, peak, free));
    }
    lastPeak = peak;
    lastNanos = nanoClock.getAsLong();
  }

  private Notice warning(int epoch, Phase phase, long peak, double free) {
    String message =
        String.format(
            Locale.ROOT,
            "Memory reached %,.0f MiB of %,.0f MiB (%s) in %s, which leaves %.1f %% free; "
                + "memory.headroom asks for %.1f %%: lower %s",
            peak / MEBIBYTE,
            limit.bytes() / MEBIBYTE,
            limit.source(),
            phase.name().toLowerCase(Locale.ROOT),
            100 * free,
            100 * headroom,
            phase.key);
    return new Notice(epoch, Notice.NONE, rank, "headroom", message);
  }
}
