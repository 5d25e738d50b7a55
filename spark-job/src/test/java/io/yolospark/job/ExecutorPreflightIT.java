package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What two real executors find wrong with themselves. */
@Timeout(120)
@ExtendWith(TestCluster.class)
class ExecutorPreflightIT {

  private static JavaSparkContext spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    spark = TestCluster.context();
    ClusterPreflight.check(spark, TestCluster.config(TestCluster.RANKS));
  }

  private JobConfig config(String output) throws Exception {
    return Configs.load(
        Configs.LEAST,
        "dataset.root=" + folder.resolve("data"),
        "output=" + output,
        "cluster.executors=" + TestCluster.RANKS);
  }

  /** As if the driver saw folders that the executors do not. */
  private static List<String> problems(JobConfig config, boolean seesOutput) throws Exception {
    RankStageSpec spec =
        new RankStageSpec(
            "preflight",
            "test preflight",
            TestCluster.RANKS,
            0,
            Duration.ofSeconds(40),
            AllReduceConfig.within(Duration.ofSeconds(20)),
            Duration.ofSeconds(60));
    return ExecutorPreflight.problems(
        RankStage.run(
            spark,
            spec,
            new ExecutorCheck(
                config,
                seesOutput,
                spark.broadcast(new SerializableConfiguration(new Configuration())))));
  }

  @Test
  void soundExecutorsPassAndLeaveNothingBehind() throws Exception {
    Files.createDirectory(folder.resolve("data"));
    Path output = Files.createDirectory(folder.resolve("out"));

    assertThat(problems(config(output.toString()), true)).isEmpty();
    assertThat(problems(config(folder.resolve("new/out").toString()), false)).isEmpty();

    assertThat(output).isEmptyDirectory();
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void foldersThatOnlyTheDriverSeesAreReportedTogether() throws Exception {
    List<String> problems = problems(config(folder.resolve("out").toString()), true);

    assertThat(problems).hasSize(2);
    assertThat(problems.get(0))
        .startsWith("rank 0 on ")
        .contains(
            ", rank 1 on ", "dataset.root: cannot read ", "put it where all executors see it");
    assertThat(problems.get(1))
        .startsWith("rank 0 on ")
        .contains("output: ", "is not there, though the driver has it")
        .doesNotContain("rank 1");
  }

  @Test
  void anOutputThatCannotBeWrittenIsReported() throws Exception {
    Files.createDirectory(folder.resolve("data"));
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertThat(problems(config(file.resolve("out").toString()), false))
        .singleElement()
        .asString()
        .contains("rank 0 on ", "output: cannot write to ", file.getFileName().toString());
  }
}
