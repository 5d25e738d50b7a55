package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RankTaskTest {

  @Test
  void addressesComeByRank() {
    assertThat(RankTask.addresses(new String[] {"4 node-a 10.0.0.1:77", "2 node-b [::1]:78"}))
        .containsExactly("10.0.0.1:77", "[::1]:78");
  }

  @Test
  void twoRanksOnOneExecutorAreRefused() {
    String[] places = {"4 node-a 10.0.0.1:77", "2 node-b 10.0.0.2:78", "4 node-a 10.0.0.1:79"};
    assertThatThrownBy(() -> RankTask.addresses(places))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "Cannot run ranks 0 and 2: both are on executor 4 (node-a), and an executor runs one"
                + " rank; set spark.task.cpus to the cores of an executor");
  }
}
