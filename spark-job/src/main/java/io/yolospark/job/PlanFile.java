package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.BatchPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** plan.json of a run: the plan that is in force, and what else was planned. Not thread-safe. */
final class PlanFile {

  private final Preparation preparation;
  private final OutputFolder output;
  private Map<String, Object> last = Map.of();

  PlanFile(Preparation preparation, OutputFolder output) {
    this.preparation = preparation;
    this.output = output;
  }

  /** Writes the file with this batch plan. */
  void write(BatchPlan plan) throws IOException {
    last = new LinkedHashMap<>(preparation.toMap());
    last.putAll(plan.toMap());
    output.write(
        OutputFolder.PLAN,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(last));
  }

  /** What was written last. */
  Map<String, Object> last() {
    return last;
  }
}
