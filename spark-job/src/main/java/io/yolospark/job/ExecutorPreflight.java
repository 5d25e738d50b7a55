package io.yolospark.job;

import io.yolospark.config.JobConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Checks, on the executors themselves, that they can run the ranks. */
final class ExecutorPreflight {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private ExecutorPreflight() {}

  /**
   * Runs {@link ExecutorCheck} on so many executors; takes a few seconds. Leaves it to the
   * dataset's own check to say that the driver does not see the dataset either.
   *
   * @throws ClusterException naming everything that is wrong on any of them
   */
  static void check(JavaSparkContext spark, JobConfig config, int ranks)
      throws InterruptedException {
    Configuration hadoop = spark.hadoopConfiguration();
    if (!exists(config.dataset().root(), hadoop)) {
      return;
    }
    RankStageSpec spec =
        new RankStageSpec(
            "yolospark-preflight-" + config.name(),
            "check the executors of " + config.name(),
            ranks,
            0,
            config.cluster().waitLimit(),
            config.allReduce(),
            config.cluster().waitLimit().plus(LONGEST));
    ExecutorCheck body =
        new ExecutorCheck(
            config,
            exists(config.output(), hadoop),
            spark.broadcast(new SerializableConfiguration(hadoop)));
    List<String> problems = problems(RankStage.run(spark, spec, body));
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Cannot run %d ranks: %s".formatted(ranks, String.join("; ", problems)));
    }
  }

  /** Each problem once, with the ranks that have it, and GPUs that two ranks share. */
  static List<String> problems(List<ExecutorReport> reports) {
    Map<String, List<String>> ranks = new LinkedHashMap<>();
    Map<String, List<String>> users = new LinkedHashMap<>();
    for (int rank = 0; rank < reports.size(); rank++) {
      ExecutorReport report = reports.get(rank);
      String who =
          "rank %d on %s (executor %s)".formatted(rank, report.host(), report.executorId());
      for (String problem : report.problems()) {
        ranks.computeIfAbsent(problem, any -> new ArrayList<>()).add(who);
      }
      for (String gpu : report.gpus()) {
        String where = "GPU " + gpu + " of " + report.host();
        users.computeIfAbsent(where, any -> new ArrayList<>()).add(who);
      }
    }
    List<String> problems = new ArrayList<>();
    users.forEach(
        (gpu, who) -> {
          if (who.size() > 1) {
            problems.add(
                gpu
                    + " is given to "
                    + String.join(" and ", who)
                    + "; one worker of a machine must give out all its GPUs");
          }
        });
    ranks.forEach((problem, who) -> problems.add(String.join(", ", who) + ": " + problem));
    return problems;
  }

  private static boolean exists(String location, Configuration hadoop) {
    Path path = new Path(location);
    try {
      return path.getFileSystem(hadoop).exists(path);
    } catch (IOException e) {
      return false; // whoever needs it on the driver says so
    }
  }
}
