package io.yolospark.job;

import io.yolospark.evaluate.DetectionMetrics;
import io.yolospark.report.RunResult;
import io.yolospark.train.TrainOutcome;
import java.util.List;
import java.util.Map;
import org.apache.spark.package$;

/** What a run leaves in result.json. */
public final class RunResults {

  private RunResults() {}

  static RunResult of(
      TrainOutcome outcome,
      List<String> names,
      Map<String, ?> plan,
      List<String> restarts,
      List<String> rollBacks,
      double seconds) {
    DetectionMetrics best = outcome.best();
    List<RunResult.ClassResult> classes =
        best.perClass().stream()
            .map(
                each ->
                    new RunResult.ClassResult(
                        each.classId(),
                        names.get(each.classId()),
                        each.images(),
                        each.instances(),
                        each.precision(),
                        each.recall(),
                        each.map50(),
                        each.map()))
            .toList();
    RunResult.Metrics metrics =
        new RunResult.Metrics(best.precision(), best.recall(), best.map50(), best.map(), classes);
    return new RunResult(
        ExitCode.DONE.number(),
        null,
        outcome.epochs(),
        outcome.bestEpoch(),
        metrics,
        outcome.validationBatches(),
        plan,
        restarts,
        rollBacks,
        seconds,
        versions());
  }

  static RunResult ofFailure(
      Exception failure, List<String> restarts, List<String> rollBacks, double seconds) {
    return new RunResult(
        ExitCode.of(failure).number(),
        failure.getMessage(),
        0,
        null,
        null,
        List.of(),
        Map.of(),
        restarts,
        rollBacks,
        seconds,
        versions());
  }

  private static Map<String, String> versions() {
    return Map.of(
        "spark", package$.MODULE$.SPARK_VERSION(), "java", System.getProperty("java.version"));
  }
}
