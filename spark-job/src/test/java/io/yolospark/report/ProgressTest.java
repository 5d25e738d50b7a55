package io.yolospark.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.report.EpochResult.ValidationResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final Losses LOSSES = new Losses(1.23456, 0.5, 2);
  private static final EpochResult EPOCH =
      new EpochResult(
          1,
          3,
          LOSSES,
          new ValidationResult(0.5, 0.25, 0.75, 0.125, null),
          List.of(0.1, 0.00994, 0.01),
          12.34,
          0.00126,
          0.0123);
  private static final String EPOCH_LINE =
      "epoch 2/3  box 1.2346 cls 0.5000 dfl 2.0000"
          + "  P 0.500 R 0.250 mAP50 0.7500 mAP50-95 0.1250  lr 0.00994  data-wait 1.2 %"
          + "  exposed all-reduce 1.3 ms/step  12.3 s";

  private static StepProgress step(int epoch, int step) {
    return new StepProgress(epoch, 3, step, 10, LOSSES, 85.34);
  }

  @Test
  void aTerminalShowsOneLineThatEveryStepOverwrites() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicLong nanos = new AtomicLong();
    try (TerminalProgress terminal =
        new TerminalProgress(new PrintStream(bytes, true, UTF_8), nanos::get)) {
      terminal.accept(step(1, 3));
      nanos.set(Duration.ofSeconds(30).toNanos());
      terminal.accept(step(1, 4));
      terminal.accept(EPOCH);
      terminal.accept(new Notice(1, 4, 2, "repeats", "2 images repeat"));
      nanos.set(Duration.ofSeconds(35).toNanos());
      terminal.accept(step(2, 0));
    }

    String restart = "\r\u001b[K";
    String losses = "box 1.2346 cls 0.5000 dfl 2.0000  85.3 images/s  ETA ";
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            restart
                + "epoch 2/3  step 4/10  "
                + losses
                + "?"
                + restart
                + "epoch 2/3  step 5/10  "
                + losses
                + "7:30"
                + restart
                + EPOCH_LINE
                + "\n"
                + "repeats (rank 2): 2 images repeat\n"
                + restart
                + "epoch 3/3  step 1/10  "
                + losses
                + "0:45\n");
  }

  @Test
  void aLogGetsOneLineAnEpoch() {
    List<String> info = new ArrayList<>();
    List<String> warn = new ArrayList<>();
    try (LogProgress log = new LogProgress(info::add, warn::add)) {
      log.accept(step(1, 3));
      log.accept(EPOCH);
      log.accept(new EpochResult(2, 3, LOSSES, null, List.of(0.1, 0.01, 0.01), 5, 0, 0));
      log.accept(new CheckpointWritten("epoch-00002", 43_210_000, 0.0234, 0.1206));
      log.accept(Notice.ofDriver("resume", "from epoch 3"));
    }

    assertThat(info)
        .containsExactly(
            EPOCH_LINE,
            "epoch 3/3  box 1.2346 cls 0.5000 dfl 2.0000  not validated  lr 0.0100  data-wait 0.0 %"
                + "  exposed all-reduce 0.0 ms/step  5.0 s",
            "checkpoint epoch-00002: 43.2 MB, training stood still for 23 ms, written in 121 ms");
    assertThat(warn).containsExactly("resume: from epoch 3");
  }

  @Test
  void theRemainingTimeStartsAnewWhenTheRunGoesBack() {
    RemainingTime remaining = new RemainingTime();
    assertThat(remaining.estimate(step(1, 0), 0)).isNull();
    assertThat(remaining.estimate(step(1, 1), 1_000_000_000L)).hasSeconds(18);
    assertThat(remaining.estimate(step(0, 5), 2_000_000_000L)).isNull();
    assertThat(remaining.estimate(step(0, 7), 4_000_000_000L)).hasSeconds(22);
    assertThat(remaining.estimate(step(2, 9), 26_000_000_000L)).isZero();
  }

  @Test
  void longDurationsHaveHours() {
    assertThat(ProgressText.step(step(0, 0), Duration.ofSeconds(3 * 3600 + 62)))
        .endsWith("ETA 3:01:02");
  }
}
