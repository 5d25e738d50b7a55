package io.yolospark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.yolospark.report.RunResult.Metrics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * What a run left, as far as the figures of its best model go: classes, batches and plan are left
   * out.
   *
   * @return empty if there is no such file
   */
  public static Optional<RunResult> read(Configuration configuration, Path path)
      throws IOException {
    JsonNode json;
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      json = MAPPER.readTree(in);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    Metrics metrics =
        json.path("map").isNumber()
            ? new Metrics(
                json.path("precision").asDouble(),
                json.path("recall").asDouble(),
                json.path("map50").asDouble(),
                json.path("map").asDouble(),
                List.of())
            : null;
    return Optional.of(
        new RunResult(
            json.path("exitCode").asInt(),
            json.path("message").isNull() ? null : json.path("message").asText(),
            json.path("epochs").asInt(),
            json.path("bestEpoch").isNumber() ? json.path("bestEpoch").asInt() : null,
            metrics,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            json.path("seconds").asDouble(),
            Map.of()));
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
    json.put("rollBacks", result.rollBacks());
    json.put("seconds", result.seconds());
    json.put("versions", result.versions());
    return MAPPER.writeValueAsBytes(json);
  }
}
