package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.ConfigException;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.Split;
import io.yolospark.evaluate.SplitEvaluation;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.report.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Validation of a stored model on two real executor JVMs. */
@Timeout(300)
@ExtendWith(TestCluster.class)
class ValidateJobIT {

  private static final int IMAGES = 7;
  private static final String[] SETTINGS = {
    "batch.train.micro=2", "train.epochs=1", "validation={confidence: 0, save-json: true}"
  };

  @TempDir private Path folder;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() {
    spark = TestCluster.context();
  }

  @Test
  void aModelOfOneClassIsValidatedAsOne() throws Exception {
    JobConfig config = config("train.single-class=true");
    RunResult trained = new TrainJob(spark, config).run(false);
    ValidateJob job = new ValidateJob(spark, config, Split.VAL);
    String model = folder.resolve("out/best").toString();

    SplitEvaluation stored = job.ofModel(model);
    SplitEvaluation read = job.ofResults(folder.resolve("out/validation/results.json").toString());

    assertThat(stored.metrics().map50())
        .isPositive()
        .isCloseTo(trained.metrics().map50(), within(1e-6));
    assertThat(read.coco()).isEqualTo(stored.coco());
    assertThat(stored.describe(config.classNames())).contains("\nitem ");
    assertThat(folder.resolve("out/validation/confusion_matrix.csv"))
        .hasContent(stored.matrix().toCsv(List.of("item")));
    ValidateJob apart = new ValidateJob(spark, config(), Split.VAL);
    assertThatThrownBy(() -> apart.ofModel(model))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("train.single-class: false")
        .hasMessageContaining("detects [item]");
  }

  @Test
  void aStoredModelHasTheFiguresOfItsTraining() throws Exception {
    JobConfig config = config();
    RunResult trained = new TrainJob(spark, config).run(false);
    ValidateJob job = new ValidateJob(spark, config, Split.VAL);

    SplitEvaluation stored = job.ofModel(folder.resolve("out/best").toString());
    SplitEvaluation read = job.ofResults(folder.resolve("out/validation/results.json").toString());

    assertThat(stored.metrics().images()).isEqualTo(IMAGES);
    assertThat(stored.metrics().map50())
        .isPositive()
        .isCloseTo(trained.metrics().map50(), within(1e-6));
    assertThat(stored.metrics().map()).isCloseTo(trained.metrics().map(), within(1e-6));
    assertThat(read.coco()).isEqualTo(stored.coco());
    assertThat(read.coco().ar100()).isPositive();
    assertThat(folder.resolve("out/validation/confusion_matrix.csv"))
        .hasContent(stored.matrix().toCsv(List.of("disc", "square")));
    assertThatThrownBy(() -> job.ofModel(folder.resolve("out").toString()))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("is no model folder");
    ValidateJob renamed = new ValidateJob(spark, config("dataset.names=[square, disc]"), Split.VAL);
    assertThatThrownBy(() -> renamed.ofModel(folder.resolve("out/best").toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dataset.names");
  }

  private JobConfig config(String... overrides) throws Exception {
    TinyJob job = TinyJob.draw(folder, 4, IMAGES, SETTINGS);
    // the boxes of a model that has learnt nothing are as large as these images
    for (int i = 0; i < IMAGES; i++) {
      Files.writeString(
          folder.resolve("data/labels/val/%06d.txt".formatted(i)), i % 2 + " 0.5 0.5 1 1");
    }
    return job.config(overrides);
  }
}
