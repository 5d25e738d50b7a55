package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.yolospark.config.ConfigException;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.Mode;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.SegmentCut;
import io.yolospark.model.StateDict;
import io.yolospark.model.TensorType;
import io.yolospark.model.Transfer;
import io.yolospark.model.YoloBlock;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartWeightsTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private Path file(YoloBlock block) throws Exception {
    Path file = folder.resolve(block.variant() + ".safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.write(out, Map.of(), StateDict.of(block, HashFill::values, 3));
    }
    return file;
  }

  private static StartWeights start(String... settings) {
    return StartWeights.of(config(settings), HADOOP);
  }

  private static JobConfig config(String... settings) {
    return Configs.load(Configs.LEAST, settings);
  }

  /** The head of LEAST has two classes, the file has three. */
  @Test
  void otherClassesLeaveOutTheLastConvolutionsOfTheClassBranch() throws Exception {
    Path file = file(new YoloBlock("yolov9-t", 3));
    StartWeights start = start("model.variant=yolov9-t", "model.weights=" + file);
    Transfer transfer = start.transfer().orElseThrow();
    int wanted = start.block().modelParameters().size();
    assertThat(transfer.wanted()).isEqualTo(wanted);
    assertThat(transfer.fitting()).hasSize(wanted - 12);
    assertThat(transfer.misfits())
        .hasSize(12)
        .contains(
            "model.29.cv5.2.2.weight: shape [3, 64, 1, 1] in the file, [2, 64, 1, 1] in the model",
            "model.29.cv3.0.2.bias: shape [3] in the file, [2] in the model");
    assertThat(transfer.unused()).isEmpty();
    assertThat(transfer.summary())
        .isEqualTo(
            "transferred %d of %d tensors; the file has 0 more".formatted(wanted - 12, wanted));
  }

  @Test
  void aSingleModelTakesTheMainBranchAndTheWidthOfItsWeights() throws Exception {
    Path file = file(new YoloBlock("yolov9-t", 80, 80, false));
    JobConfig config = config("model.variant=gelan-t", "model.weights=" + file);
    StartWeights start = StartWeights.of(config, HADOOP);
    assertThat(start.block().classWidth()).isEqualTo(80);
    assertThat(start.transfer().orElseThrow().misfits())
        .hasSize(6)
        .allSatisfy(misfit -> assertThat(misfit).matches("model.22.cv3.[012].2.(weight|bias): .*"));
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters parameters = start.parameters(manager, config)) {
      Map<String, float[]> values = new HashMap<>();
      parameters.forEach(values::put);
      float[] source =
          new YoloBlock("yolov9-t", 80, 80, false)
              .modelParameters().stream()
                  .filter(each -> each.name().equals("model.29.cv5.1.0.conv.weight"))
                  .map(HashFill::values)
                  .findFirst()
                  .orElseThrow();
      assertThat(values.get("model.22.cv3.1.0.conv.weight")).isEqualTo(source);
      assertThat(values.get("model.22.cv3.1.2.bias")[0]).isLessThan(-5);
    }
  }

  @ParameterizedTest
  @EnumSource(value = TensorType.class, names = "I64", mode = EnumSource.Mode.EXCLUDE)
  void weightsOfEveryTypeAreTaken(TensorType type) throws Exception {
    YoloBlock block = new YoloBlock("gelan-t", 2);
    Path file = folder.resolve("typed.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.write(out, Map.of(), StateDict.of(block, HashFill::values, 3), type);
    }
    Transfer transfer =
        start("model.variant=gelan-t", "model.weights=" + file).transfer().orElseThrow();
    assertThat(transfer.misfits()).isEmpty();
    ModelParameter first = block.modelParameters().get(0);
    float[] values = transfer.over(each -> new float[each.size()]).values(first);
    assertThat(values).containsExactly(HashFill.values(first), within(0.01f));
  }

  @Test
  void weightsThatDoNotFitAreRefused() throws Exception {
    Path file = file(new YoloBlock("yolov9-t", 2));
    assertThatThrownBy(() -> start("model.variant=yolov9-m", "model.weights=" + file + "x"))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("x does not exist; accepted: a safetensors file");
    Files.write(file, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> start("model.variant=yolov9-t", "model.weights=" + file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("the file is truncated");
  }

  @Test
  void theHeadCannotBeFrozen() {
    assertThatThrownBy(() -> start("model.variant=gelan-t", "model.freeze=[0-9, 22]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "model.freeze: layer 22; accepted for gelan-t: 0 to 21 (the head, 22, is always trained)");
    assertThatThrownBy(() -> config("model.freeze=[5-3]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "model.freeze: \"5-3\" names no layers; accepted: numbers and rising ranges");
  }

  @Test
  void frozenLayersAreOutsideTheLeavesAndKeepTheirStatistics() {
    JobConfig config = config("model.variant=gelan-t", "model.freeze=[0-20]");
    StartWeights start = StartWeights.of(config, HADOOP);
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters parameters = start.parameters(manager, config)) {
      long live =
          start.block().modelParameters().stream()
              .filter(each -> each.layer() > 20 && each.role().trained())
              .mapToLong(each -> each.size())
              .sum();
      assertThat(parameters.leaves().stream().mapToLong(NDArray::size).sum()).isEqualTo(live);
      float[] frozen = parameters.frozen().toFloatArray();
      float[] statistics = parameters.statistics().toFloatArray();
      NDArray image = manager.create(HashFill.image(3 * 64 * 64), new Shape(1, 3, 64, 64));
      start
          .block()
          .heads(
              parameters.bind(manager),
              image,
              Mode.TRAIN,
              parameters.frozenLayers(),
              SegmentCut.NONE);
      assertThat(parameters.frozen().toFloatArray()).isEqualTo(frozen);
      assertThat(parameters.statistics().toFloatArray()).isNotEqualTo(statistics);
    }
  }
}
