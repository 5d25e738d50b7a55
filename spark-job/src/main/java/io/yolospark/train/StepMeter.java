package io.yolospark.train;

import io.yolospark.report.Losses;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Means over optimizer steps; of none, all are NaN. Those of times are over the steps of this
 * process, those of losses also over steps before a restart. Not thread-safe.
 */
final class StepMeter {

  private final double[] losses;
  private final int stepsBefore;
  private int steps;
  private long images;
  private double seconds;
  private double waitSeconds;
  private double exposedSeconds;

  StepMeter() {
    this(List.of(0.0, 0.0, 0.0), 0);
  }

  /**
   * Goes on where a checkpoint was written.
   *
   * @param lossSums as {@link #lossSums} gave them
   * @param stepsBefore that they are the sums of
   */
  StepMeter(List<Double> lossSums, int stepsBefore) {
    losses = lossSums.stream().mapToDouble(Double::doubleValue).toArray();
    this.stepsBefore = stepsBefore;
  }

  void add(StepFigures step) {
    for (int term = 0; term < losses.length; term++) {
      losses[term] += finite(step.sums().losses()[term], losses[term]);
    }
    steps++;
    images += step.images();
    seconds += step.seconds();
    waitSeconds += step.waitSeconds();
    exposedSeconds += step.exposedSeconds();
  }

  /** A step that was left out because its loss is not finite does not show in the mean. */
  private double finite(double loss, double sum) {
    return Double.isFinite(loss) ? loss : sum / Math.max(1, stepsBefore + steps);
  }

  int steps() {
    return steps;
  }

  Losses losses() {
    int count = stepsBefore + steps;
    return new Losses(losses[0] / count, losses[1] / count, losses[2] / count);
  }

  /** Sums of the loss terms, for a checkpoint. */
  List<Double> lossSums() {
    return DoubleStream.of(losses).boxed().toList();
  }

  double stepSeconds() {
    return seconds / steps;
  }

  double waitSeconds() {
    return waitSeconds / steps;
  }

  double exposedSeconds() {
    return exposedSeconds / steps;
  }

  /** Of this rank. */
  double imagesPerSecond() {
    return images / seconds;
  }

  /** Part of the time, from 0 to 1, that steps waited for images. */
  double dataWait() {
    return waitSeconds / seconds;
  }
}
