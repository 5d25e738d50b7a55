package io.yolospark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.report.RunResult.ClassResult;
import io.yolospark.report.RunResult.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {

  @TempDir private java.nio.file.Path folder;

  private JsonNode write(RunResult result) throws IOException {
    java.nio.file.Path file = folder.resolve("result.json");
    ResultJson.write(new Configuration(), new Path(file.toUri()), result);
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void holdsFiguresBatchesAndPlan() throws IOException {
    JsonNode json =
        write(
            new RunResult(
                0,
                null,
                30,
                27,
                new Metrics(
                    0.5,
                    0.25,
                    0.75,
                    0.125,
                    List.of(new ClassResult(2, "Platelets", 60, 90, 0.5, 0.25, 0.75, 0.125))),
                List.of(List.of(8, 8, 3), List.of(8, 8, 2)),
                Map.of("worldSize", 2),
                List.of("Rank 1 was lost"),
                List.of("Training diverged"),
                12.5,
                Map.of("djl", "0.36.0")));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "exitCode",
            "message",
            "map50",
            "map",
            "precision",
            "recall",
            "classes",
            "epochs",
            "bestEpoch",
            "validationBatches",
            "plan",
            "restarts",
            "rollBacks",
            "seconds",
            "versions");
    assertThat(json.get("exitCode").intValue()).isZero();
    assertThat(json.get("map50").doubleValue()).isEqualTo(0.75);
    assertThat(json.get("map").doubleValue()).isEqualTo(0.125);
    assertThat(json.get("bestEpoch").intValue()).isEqualTo(27);
    assertThat(json.at("/classes/0/name").textValue()).isEqualTo("Platelets");
    assertThat(json.at("/classes/0/instances").intValue()).isEqualTo(90);
    assertThat(json.get("validationBatches")).hasToString("[[8,8,3],[8,8,2]]");
    assertThat(json.at("/plan/worldSize").intValue()).isEqualTo(2);
    assertThat(json.at("/restarts/0").textValue()).isEqualTo("Rank 1 was lost");
    assertThat(json.at("/rollBacks/0").textValue()).isEqualTo("Training diverged");
    assertThat(json.at("/versions/djl").textValue()).isEqualTo("0.36.0");
  }

  @Test
  void aRunThatFailedEarlyHasNoFigures() throws IOException {
    JsonNode json =
        write(
            new RunResult(
                3,
                "2 of 4 executors",
                0,
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                1,
                Map.of()));

    assertThat(json.get("exitCode").intValue()).isEqualTo(3);
    assertThat(json.get("message").textValue()).isEqualTo("2 of 4 executors");
    assertThat(json.get("map50").isNull()).isTrue();
    assertThat(json.get("classes").isNull()).isTrue();
    assertThat(json.get("bestEpoch").isNull()).isTrue();
  }

  @Test
  void theLastLineIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ResultLine.format(0.81234, 0.531, 30, "hdfs:///models/bccd"))
          .isEqualTo("result: map50=0.8123 map=0.5310 epochs=30 output=hdfs:///models/bccd");
    } finally {
      Locale.setDefault(before);
    }
  }
}
