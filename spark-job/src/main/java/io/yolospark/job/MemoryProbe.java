package io.yolospark.job;

import io.yolospark.config.JobConfig;
import io.yolospark.config.TrainBatch;
import io.yolospark.train.PhasePeak;
import io.yolospark.train.ProbeResult;
import io.yolospark.train.ProbeResult.Trial;
import io.yolospark.train.ProbeTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the probes of all ranks found.
 *
 * @param headroom part of the limit that has to stay free
 * @param task what was asked for
 * @param ranks results by rank
 */
record MemoryProbe(double headroom, ProbeTask task, List<ProbeResult> ranks) {

  /** A step of the largest model on a slow machine takes minutes, and a search a dozen steps. */
  private static final Duration LONGEST = Duration.ofHours(2);

  private static final Logger LOG = LoggerFactory.getLogger(MemoryProbe.class);
  private static final double MEBIBYTE = 1 << 20;

  /** Runs the probe on so many ranks. */
  static MemoryProbe run(JavaSparkContext spark, ProbeTask task, int worldSize)
      throws InterruptedException {
    JobConfig config = task.config();
    RankStageSpec spec =
        new RankStageSpec(
            "yolospark-probe-" + config.name(),
            "probe the memory of " + config.name() + " on " + worldSize + " ranks",
            worldSize,
            0,
            config.cluster().waitLimit(),
            config.allReduce().waiting(LONGEST),
            LONGEST);
    ProbeBody body =
        new ProbeBody(
            task, spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())));
    return new MemoryProbe(config.memory().headroomPart(), task, RankStage.run(spark, spec, body));
  }

  /** The config with the sizes that were found for {@code auto}. */
  JobConfig resolve(JobConfig config) {
    ProbeResult found = ranks.get(0);
    return config.with(
        config
            .batch()
            .with(
                TrainBatch.found(
                    config.batch().train(), found.micro(), config.cluster().executors()),
                found.perExecutor()));
  }

  /**
   * Checks that every phase fits.
   *
   * @throws MemoryException naming what to set instead
   */
  void check() {
    List<String> problems = new ArrayList<>();
    ProbeResult found = ranks.get(0);
    problem("training step", "batch.train.micro", task.micro(), found.micro(), problems);
    problem(
        "validation batch",
        "batch.validation.per-executor",
        task.perExecutor(),
        found.perExecutor(),
        problems);
    if (!problems.isEmpty()) {
      LOG.info("{}", describe());
      throw new MemoryException(String.join("; ", problems));
    }
  }

  private void problem(String phase, String key, int planned, int found, List<String> problems) {
    if (planned != ProbeTask.AUTO ? found == planned : found > 0) {
      return;
    }
    int tried = planned == ProbeTask.AUTO ? 1 : planned;
    double use =
        ranks.get(0).trials().stream()
            .filter(trial -> trial.phase().equals(phase) && trial.size() == tried)
            .mapToDouble(Trial::use)
            .max()
            .orElseThrow();
    String took =
        Double.isInfinite(use)
            ? "ran out of memory"
            : "takes %s of a rank's limit, at most %s may be used (memory.headroom)"
                .formatted(percent(use), percent(1 - headroom));
    problems.add(
        "%s: a %s of %d %s; %s"
            .formatted(
                key,
                phase,
                tried,
                took,
                found == 0
                    ? "not even 1 image fits: take a smaller model.image-size or model.variant, or give the ranks more memory"
                    : "accepted here: at most %d (found by trying)".formatted(found)));
  }

  /** Peaks of every rank, and the trials, as a table for people. */
  String describe() {
    List<String> lines = new ArrayList<>();
    lines.add("memory probe: peak of each phase, by rank");
    for (int rank = 0; rank < ranks.size(); rank++) {
      ProbeResult result = ranks.get(rank);
      lines.add(
          "  rank %d: limit %s (%s)"
              .formatted(rank, mebibytes(result.limit().bytes()), result.limit().source()));
      for (PhasePeak peak : result.peaks()) {
        double free = 1 - (double) peak.bytes() / result.limit().bytes();
        lines.add(
            "    %-42s %12s   headroom %6s%s"
                .formatted(
                    peak.phase(),
                    mebibytes(peak.bytes()),
                    percent(free),
                    free < headroom ? "  BELOW " + percent(headroom) : ""));
      }
    }
    for (Trial trial : ranks.get(0).trials()) {
      lines.add(
          "  tried %s of %d: %s"
              .formatted(
                  trial.phase(),
                  trial.size(),
                  Double.isInfinite(trial.use())
                      ? "out of memory"
                      : percent(trial.use()) + " of the limit on the fullest rank"));
    }
    return String.join("\n", lines);
  }

  /** The probe for plan.json. */
  Map<String, Object> toMap() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ProbeResult result : ranks) {
      Map<String, Object> rank = new LinkedHashMap<>();
      rank.put("limit-bytes", result.limit().bytes());
      rank.put("limit-source", result.limit().source());
      Map<String, Object> peaks = new LinkedHashMap<>();
      result.peaks().forEach(peak -> peaks.put(peak.phase(), peak.bytes()));
      rank.put("peak-bytes", peaks);
      list.add(rank);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("headroom", headroom);
    map.put("ranks", list);
    return map;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f MiB", bytes / MEBIBYTE);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
