package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorPreflightTest {

  @Test
  void everyProblemIsToldOnceWithItsRanks() {
    List<ExecutorReport> reports =
        List.of(
            new ExecutorReport("a", "1", List.of("0"), List.of("no engine", "no dataset")),
            new ExecutorReport("a", "0", List.of("1"), List.of()),
            new ExecutorReport("b", "2", List.of("0"), List.of("no dataset")));

    assertThat(ExecutorPreflight.problems(reports))
        .containsExactly(
            "rank 0 on a (executor 1): no engine",
            "rank 0 on a (executor 1), rank 2 on b (executor 2): no dataset");
  }

  @Test
  void aGpuOfTwoRanksIsAProblem() {
    List<ExecutorReport> reports =
        List.of(
            new ExecutorReport("a", "1", List.of("0"), List.of()),
            new ExecutorReport("a", "0", List.of("0"), List.of()));

    assertThat(ExecutorPreflight.problems(reports))
        .containsExactly(
            "GPU 0 of a is given to rank 0 on a (executor 1) and rank 1 on a (executor 0); one"
                + " worker of a machine must give out all its GPUs");
  }
}
