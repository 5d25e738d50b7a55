package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobConfigTest {

  @Test
  void classesAreThoseOfTheDatasetUnlessTheyAreJoined() {
    assertThat(Configs.load(Configs.LEAST).classNames()).containsExactly("a", "b");
    assertThat(Configs.load(Configs.LEAST, "train.single-class=true").classNames())
        .containsExactly("item");
    assertThat(
            Configs.load(Configs.LEAST, "train.single-class=true", "dataset.names=[cell]")
                .classNames())
        .containsExactly("cell");
  }
}
