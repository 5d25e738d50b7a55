package io.yolospark.report;

import io.yolospark.report.EpochResult.ValidationResult;
import java.time.Duration;
import java.util.Locale;

/** Lines about progress, for people: epochs and steps count from 1. */
final class ProgressText {

  private ProgressText() {}

  /**
   * @param remaining null while unknown
   */
  static String step(StepProgress progress, Duration remaining) {
    return text(
        "epoch %d/%d  step %d/%d  %s  %.1f images/s  ETA %s",
        progress.epoch() + 1,
        progress.epochs(),
        progress.step() + 1,
        progress.steps(),
        losses(progress.losses()),
        progress.imagesPerSecond(),
        remaining == null ? "?" : duration(remaining));
  }

  static String epoch(EpochResult result) {
    return text(
        "epoch %d/%d  %s  %s  lr %.3g  data-wait %.1f %%  exposed all-reduce %.1f ms/step  %.1f s",
        result.epoch() + 1,
        result.epochs(),
        losses(result.losses()),
        validation(result.validation()),
        result.learningRates().get(1),
        100 * result.dataWait(),
        result.exposedSeconds() * 1e3,
        result.seconds());
  }

  static String checkpoint(CheckpointWritten checkpoint) {
    return text(
        "checkpoint %s: %.1f MB, training stood still for %.0f ms, written in %.0f ms",
        checkpoint.name(),
        checkpoint.bytes() / 1e6,
        checkpoint.stallSeconds() * 1e3,
        checkpoint.writeSeconds() * 1e3);
  }

  static String notice(Notice notice) {
    String who = notice.rank() == Notice.NONE ? "" : " (rank " + notice.rank() + ")";
    return notice.kind() + who + ": " + notice.message();
  }

  private static String losses(Losses losses) {
    return text("box %.4f cls %.4f dfl %.4f", losses.box(), losses.cls(), losses.dfl());
  }

  private static String validation(ValidationResult validation) {
    return validation == null
        ? "not validated"
        : text(
            "P %.3f R %.3f mAP50 %.4f mAP50-95 %.4f",
            validation.precision(), validation.recall(), validation.map50(), validation.map());
  }

  private static String duration(Duration duration) {
    return duration.toHours() > 0
        ? text(
            "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
        : text("%d:%02d", duration.toMinutes(), duration.toSecondsPart());
  }

  static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
