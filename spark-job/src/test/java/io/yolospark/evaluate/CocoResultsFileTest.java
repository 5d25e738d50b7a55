package io.yolospark.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.detect.Detection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CocoResultsFileTest {

  @Test
  void writesTheReferencesDigitsAndReadsThemBack() throws Exception {
    List<CocoResult> results =
        List.of(
            CocoResult.of("42", 7, new Detection(1.23456f, 2, 11.5f, 7.25f, 0.1234567f, 0)),
            CocoResult.of("photo_1", 0, new Detection(0, 0, 1, 1, 1, 1)));

    byte[] bytes = CocoResultsFile.write(results);

    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo(
            "[{\"image_id\":42,\"category_id\":7,\"bbox\":[1.235,2.0,10.265,5.25],\"score\":0.12346},"
                + "{\"image_id\":\"photo_1\",\"category_id\":0,\"bbox\":[0.0,0.0,1.0,1.0],\"score\":1.0}]");
    assertThat(CocoResultsFile.read("it", new ByteArrayInputStream(bytes))).isEqualTo(results);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[1]",
        "[{}]",
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, 1], \"score\": 0.5}]",
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, 1, \"1\"], \"score\": 0.5}]",
        "[{\"image_id\": 1, \"category_id\": 1.5, \"bbox\": [0, 0, 1, 1], \"score\": 0.5}]",
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, 1, 1], \"score\": 2}]",
        "[{\"image_id\": [1], \"category_id\": 1, \"bbox\": [0, 0, 1, 1], \"score\": 0.5}]"
      })
  void refusesWhatIsNoResultsFile(String content) {
    assertThatThrownBy(
            () ->
                CocoResultsFile.read(
                    "it", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("it")
        .hasMessageNotContaining("\n");
  }
}
