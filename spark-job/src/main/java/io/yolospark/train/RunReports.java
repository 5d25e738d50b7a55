package io.yolospark.train;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.TrainConfig;
import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.evaluate.ValidationOutcome;
import io.yolospark.report.EpochResult;
import io.yolospark.report.EpochResult.ValidationResult;
import io.yolospark.report.Losses;
import io.yolospark.report.Notice;
import io.yolospark.report.StepProgress;
import java.util.List;

/** What rank 0 tells the driver of the run as a whole. */
final class RunReports {

  private final TrainConfig config;
  private final BatchPlan plan;

  RunReports(TrainConfig config, BatchPlan plan) {
    this.config = config;
    this.plan = plan;
  }

  StepProgress progress(int epoch, int stepInEpoch, StepMeter means) {
    return new StepProgress(
        epoch,
        config.epochs(),
        stepInEpoch,
        plan.stepsPerEpoch(),
        means.losses(),
        plan.globalBatch() / means.stepSeconds());
  }

  /**
   * The end of an epoch.
   *
   * @param outcome null where it was not validated
   * @param rates at its last step
   * @param seconds of training and validation
   */
  EpochResult epoch(
      int epoch, TrainedEpoch trained, ValidationOutcome outcome, Rates rates, double seconds) {
    return new EpochResult(
        epoch,
        config.epochs(),
        trained.means().losses(),
        outcome == null ? null : figures(outcome),
        List.of(rates.bias(), rates.other(), rates.other()),
        seconds,
        trained.means().exposedSeconds(),
        trained.dataWait());
  }

  Notice earlyStop(int epoch, Best best) {
    return new Notice(
        epoch,
        Notice.NONE,
        0,
        "early-stop",
        "Stopped after epoch %d: none since epoch %d has been better (train.patience: %d)"
            .formatted(epoch + 1, best.epoch() + 1, config.patience()));
  }

  private static ValidationResult figures(ValidationOutcome outcome) {
    DetectionMetrics metrics = outcome.metrics();
    Losses losses = new Losses(outcome.boxLoss(), outcome.clsLoss(), outcome.dflLoss());
    return new ValidationResult(
        metrics.precision(), metrics.recall(), metrics.map50(), metrics.map(), losses);
  }
}
