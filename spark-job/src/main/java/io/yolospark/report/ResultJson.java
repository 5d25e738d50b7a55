package io.yolospark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.yolospark.report.RunResult.Metrics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code result.json}: how a run ended, for scripts. All keys are always there; the figures sit at
 * the top ({@code map50}, {@code map}, {@code precision}, {@code recall}) and are null for a run
 * that failed before its first validation.
 */
public final class ResultJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultJson() {}

  /**
   * Writes the file, replacing an older one.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Configuration configuration, Path path, RunResult result)
      throws IOException {
    WholeFile.write(configuration, path, bytes(result));
  }

  private static byte[] bytes(RunResult result) throws JsonProcessingException {
    Metrics metrics = result.metrics();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("exitCode", result.exitCode());
    json.put("message", result.message());
    json.put("map50", metrics == null ? null : metrics.map50());
    json.put("map", metrics == null ? null : metrics.map());
    json.put("precision", metrics == null ? null : metrics.precision());
    json.put("recall", metrics == null ? null : metrics.recall());
    json.put("classes", metrics == null ? null : metrics.classes());
    json.put("epochs", result.epochs());
    json.put("bestEpoch", result.bestEpoch());
    json.put("validationBatches", result.validationBatches());
    json.put("plan", result.plan());
    json.put("restarts", result.restarts());
    json.put("seconds", result.seconds());
    json.put("versions", result.versions());
    return MAPPER.writeValueAsBytes(json);
  }
}
