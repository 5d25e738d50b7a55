package io.yolospark.report;

import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param exitCode of the process, also where the cluster manager hides it
 * @param message why the run failed, in one line; null when it did not
 * @param epochs epochs done
 * @param bestEpoch from 0, as in results.csv; null before the first validation
 * @param metrics of the best model; null before the first validation
 * @param validationBatches sizes of the validation batches that each rank really ran in its last
 *     pass, by rank
 * @param plan the batch plan last in force, as JSON values; empty where the run failed before it
 * @param restarts why training was started again within the run, a sentence for each time
 * @param rollBacks why training was rolled back, likewise, over all drivers of the run
 * @param seconds wall time
 * @param versions of what computed the result, by name
 */
public record RunResult(
    int exitCode,
    String message,
    int epochs,
    Integer bestEpoch,
    Metrics metrics,
    List<List<Integer>> validationBatches,
    Map<String, ?> plan,
    List<String> restarts,
    List<String> rollBacks,
    double seconds,
    Map<String, String> versions) {

  /** Figures of a model, from 0 to 1; the classes are those that occur in the labels. */
  public record Metrics(
      double precision, double recall, double map50, double map, List<ClassResult> classes) {}

  /**
   * Figures of one class.
   *
   * @param images images with a label of the class
   * @param instances labels of the class
   */
  public record ClassResult(
      int id,
      String name,
      int images,
      int instances,
      double precision,
      double recall,
      double map50,
      double map) {}
}
