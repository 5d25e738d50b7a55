package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachePlanTest {

  private static JobConfig config(String... overrides) {
    return Configs.load(Configs.LEAST, overrides);
  }

  private static CachePlan plan(String... overrides) {
    ImageRecord record = new ImageRecord("", 1280, 960, new int[0], new float[0]);
    List<ImageRecord> ten = Collections.nCopies(10, record);
    return CachePlan.of(config(overrides), ten, ten.subList(0, 1));
  }

  @Test
  void saysWhatAllImagesTake() {
    long one = 3L * 640 * 480;

    assertThat(plan("dataset.cache=disk", "dataset.cache-budget=20g").toMap())
        .containsEntry("cache", "disk")
        .containsEntry("cache-budget", "20g")
        .containsEntry("decoded-train-bytes", 10 * one)
        .containsEntry("decoded-validation-bytes", one);
    assertThat(plan().describe())
        .isEqualTo(
            "image cache: memory, half of the heap on each executor;"
                + " decoded images take 8.8 MiB for training, 0.9 MiB for validation");
    assertThat(plan("dataset.cache-budget=99m").describe()).contains("99m at most");
    assertThat(plan("dataset.cache=none").describe()).contains("none").doesNotContain("MiB");
  }

  /** Two thirds are for training images; in memory a third of each for files. */
  @Test
  void dealsOutTheBudget() {
    JobConfig memory = config("dataset.cache-budget=90m");
    long mebibyte = 1 << 20;

    assertThat(CacheLimits.training(memory.dataset()))
        .isEqualTo(new CacheLimits(20 * mebibyte, 40 * mebibyte));
    assertThat(CacheLimits.validation(memory.dataset()))
        .isEqualTo(new CacheLimits(10 * mebibyte, 20 * mebibyte));
    assertThat(CacheLimits.training(config("dataset.cache=none").dataset()))
        .isEqualTo(new CacheLimits(0, 0));
    JobConfig disk =
        config("dataset.cache=disk", "dataset.cache-budget=3g", "dataset.cache-folder=/scratch");
    assertThat(CacheLimits.training(disk.dataset()))
        .isEqualTo(new CacheLimits(0, 2048 * mebibyte, Path.of("/scratch")));
  }
}
