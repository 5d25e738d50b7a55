package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationsTest {

  @ParameterizedTest
  @CsvSource({
    "/a/conf, ../runs/x, /a/runs/x",
    "/a/conf, ./b//c/, /a/conf/b/c",
    "/a, ., /a",
    "/a, ../../.., /",
    "/, b, /b",
    "hdfs://nn:8020/conf, ../models, hdfs://nn:8020/models",
    "s3a://bucket, set one [x].yaml, s3a://bucket/set one [x].yaml",
    "file:/a/conf, ../b, file:/a/b",
    "file:///a/conf, ../b, file:///a/b",
    "/a, /b/../c, /b/../c",
    "/a, hdfs:///b, hdfs:///b",
    "/a, s3a://bucket, s3a://bucket",
    "/a, file:/b, file:/b",
    "/a, time:12.txt, /a/time:12.txt"
  })
  void resolves(String folder, String location, String resolved) {
    assertThat(Locations.resolve(folder, location)).isEqualTo(resolved);
  }

  @ParameterizedTest
  @CsvSource({"/a/b.yaml, /a", "/b.yaml, /", "hdfs://nn/c/b.yaml, hdfs://nn/c"})
  void knowsTheFolder(String location, String folder) {
    assertThat(Locations.parent(location)).isEqualTo(folder);
  }

  @Test
  void needsAnAbsoluteFolder() {
    assertThatThrownBy(() -> Locations.resolve("a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
