package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.BatchConfig.TrainBatchConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainBatchTest {

  @ParameterizedTest
  @CsvSource({
    ",,, 4, 16, 8",
    "64, 8,, 4, 64, 8",
    ", 8, 4, 4, 128, 8",
    ",, 4, 4, 128, 8",
    "64,, 3, 4, 64, 6",
    "64, 8, 2, 4, 64, 8",
    "64,,, 4, 64, 8",
    ", 4,, 2, 16, 4",
  })
  void twoSizesGiveTheThird(
      Integer global, Integer micro, Integer accumulate, int executors, int steps, int images) {
    TrainBatchConfig config = config(global, micro, accumulate);

    assertThat(TrainBatch.contradiction(config, executors)).isNull();
    assertThat(TrainBatch.of(config, executors)).isEqualTo(new TrainBatch(steps, images));
  }

  @Test
  void whatWasFoundFillsTheStep() {
    TrainBatchConfig open = new TrainBatchConfig(null, BatchSize.AUTO, null);
    TrainBatchConfig twice = new TrainBatchConfig(null, BatchSize.AUTO, 2);
    TrainBatchConfig bound = new TrainBatchConfig(64, BatchSize.AUTO, null);

    assertThat(TrainBatch.found(open, 12, 4)).isEqualTo(new TrainBatch(48, 12));
    assertThat(TrainBatch.found(twice, 12, 4)).isEqualTo(new TrainBatch(96, 12));
    assertThat(TrainBatch.found(bound, 12, 4)).isEqualTo(new TrainBatch(64, 12));
    assertThat(TrainBatch.mostMicro(open, 4, 1000)).isEqualTo(250);
    assertThat(TrainBatch.mostMicro(twice, 4, 1000)).isEqualTo(125);
    assertThat(TrainBatch.mostMicro(bound, 4, 1000)).isEqualTo(16);
  }

  @Test
  void threeSizesThatContradictShowTheArithmetic() {
    assertThatThrownBy(
            () ->
                Configs.load(
                    Configs.LEAST
                        + "cluster: {executors: 4}\nbatch: {train: {global: 64, micro: 8, accumulate: 4}}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "batch.train: global 64 over 4 executors is 16 images each, in micro-batches of 8 that"
                + " makes 2 micro-steps, but accumulate is 4 (micro 8 x accumulate 4 x executors 4 ="
                + " 128)");
    assertThatThrownBy(
            () ->
                Configs.load(
                    Configs.LEAST
                        + "cluster: {executors: 4}\nbatch: {train: {global: 64, micro: auto, accumulate: 4}}\n"))
        .hasMessageContaining("auto, but global 64 over 4 executors is 16 images each");
  }

  @Test
  void autoIsWrittenAndReadAgain() {
    JobConfig config =
        Configs.load(
            Configs.LEAST
                + "batch: {train: {micro: auto, accumulate: 2}, validation: {per-executor: auto}}\n");

    assertThat(config.batch().needsProbe()).isTrue();
    assertThat(Configs.load(ConfigWriter.write(config))).isEqualTo(config);
    assertThatThrownBy(() -> TrainBatch.of(config.batch().train(), 2))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> Configs.load(Configs.LEAST + "batch: {validation: {per-executor: 0}}\n"))
        .hasMessageContaining("0 is not a batch size; accepted: 1 or more, or auto");
  }

  private static TrainBatchConfig config(Integer global, Integer micro, Integer accumulate) {
    return new TrainBatchConfig(global, micro == null ? null : BatchSize.of(micro), accumulate);
  }
}
