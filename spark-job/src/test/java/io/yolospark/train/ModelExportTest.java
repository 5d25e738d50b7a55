package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import io.yolospark.config.ConfigException;
import io.yolospark.config.Configs;
import io.yolospark.detect.BoxDecoder;
import io.yolospark.detect.Predictions;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.model.SafetensorsReader;
import io.yolospark.model.SafetensorsWriter;
import io.yolospark.model.TensorType;
import io.yolospark.model.WeightFile;
import io.yolospark.model.YoloBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {

  private static final Configuration HADOOP = new Configuration();
  private static final int SIDE = 64;

  @TempDir Path output;

  private final YoloBlock block = new YoloBlock("yolov9-t", 2);

  @BeforeEach
  void writeModel() throws IOException {
    String[] settings = {
      "model.variant=yolov9-t", "model.image-size=64", "output=" + output.toUri()
    };
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters weights =
            FlatParameters.from(manager, block.modelParameters(), HashFill::values)) {
      new ModelStore(Configs.load(Configs.LEAST, settings), block, HADOOP)
          .writeBest(weights.values(), 4);
    }
  }

  private String export(TensorType type, boolean mainBranch, String to) throws IOException {
    return new ModelExport(type, mainBranch, false)
        .run(output.resolve("best").toString(), output.resolve(to).toString(), HADOOP);
  }

  @Test
  void theMainBranchAloneGivesTheSameBits() throws Exception {
    assertThat(export(TensorType.F32, true, "gelan")).contains("gelan-t, 1339 tensors, F32");
    List<float[]> exported = maps("gelan");
    List<float[]> own = maps("best");
    for (int level = 0; level < 3; level++) {
      assertThat(exported.get(level)).isEqualTo(own.get(level));
    }
  }

  @Test
  void narrowerTypesChangeLittle() throws Exception {
    export(TensorType.F16, false, "half");
    export(TensorType.BF16, false, "brain");
    assertThat(distance(maps("half"), maps("best"))).isBetween(1e-6f, 0.05f);
    assertThat(distance(maps("brain"), maps("best"))).isBetween(1e-6f, 0.5f);
  }

  @Test
  void fusedModelFindsTheSameBoxes() throws Exception {
    String line =
        new ModelExport(TensorType.F32, true, true)
            .run(output.resolve("best").toString(), output.resolve("fused").toString(), HADOOP);
    assertThat(line).contains("gelan-t, 371 tensors");
    assertThat(boxDistance("fused", "best")).isLessThan(1e-4f);
  }

  @Test
  void metadataOfTheFileIsKept() throws Exception {
    Path file = output.resolve("best").resolve("model.safetensors");
    WeightFile read = read(file);
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.write(
          out, Map.of("licence", "mine", "variant", "x"), List.copyOf(read.tensors().values()));
    }
    export(TensorType.F16, true, "gelan");
    assertThat(read(output.resolve("gelan").resolve("model.safetensors")).metadata())
        .containsOnly(Map.entry("licence", "mine"), Map.entry("variant", "gelan-t"));
  }

  private static WeightFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return SafetensorsReader.read(file.toString(), in);
    }
  }

  @Test
  void nothingIsOverwrittenAndNothingGuessed() throws Exception {
    export(TensorType.F32, true, "gelan");
    assertThatThrownBy(() -> export(TensorType.F32, true, "gelan"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds a model; give another folder");
    String gelan = output.resolve("gelan").toString();
    assertThatThrownBy(
            () ->
                new ModelExport(TensorType.F32, true, false)
                    .run(gelan, output.resolve("x").toString(), HADOOP))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is a gelan-t, which has no other");
    assertThatThrownBy(
            () ->
                new ModelExport(TensorType.F32, false, false)
                    .run(output.toString(), output.resolve("x").toString(), HADOOP))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("is no model folder: it has no serving.properties");
  }

  /** Names, shapes and types as PyTorch's own users see them, where PyTorch is installed. */
  @Test
  void plainPyTorchReadsTheFile() throws Exception {
    export(TensorType.BF16, true, "gelan");
    Path file = output.resolve("gelan").resolve("model.safetensors");
    String program =
        "import sys, torch; from safetensors.torch import load_file; d = load_file(sys.argv[1]);"
            + " print(len(d), *['%s %s %s' % (k, list(d[k].shape), d[k].dtype) for k in d],"
            + " sep='\\n')";
    Process python =
        new ProcessBuilder("python3", "-c", program, file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .collect(Collectors.toList());
    assumeThat(python.waitFor()).as("python3 with torch and safetensors").isZero();
    assertThat(lines)
        .hasSize(1340)
        .contains(
            "1339",
            "model.0.conv.weight [16, 3, 3, 3] torch.bfloat16",
            "model.4.cv2.0.m.1.cv1.conv1.bn.running_var [16] torch.bfloat16",
            "model.0.bn.num_batches_tracked [] torch.int64",
            "model.22.dfl.conv.weight [1, 16, 1, 1] torch.bfloat16");
  }

  /** Largest difference of any corner of any anchor's box, in pixels. */
  private float boxDistance(String a, String b) throws Exception {
    float[][] first = boxes(a);
    float[][] second = boxes(b);
    float largest = 0;
    for (int anchor = 0; anchor < first.length; anchor++) {
      for (int i = 0; i < 4; i++) {
        largest = Math.max(largest, Math.abs(first[anchor][i] - second[anchor][i]));
      }
    }
    return largest;
  }

  private float[][] boxes(String name) throws Exception {
    List<float[]> maps = maps(name);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList list = new NDList();
      for (int level = 0; level < 3; level++) {
        int side = (SIDE / 8) >> level;
        list.add(manager.create(maps.get(level), new Shape(1, 66, side, side)));
      }
      Predictions predictions = BoxDecoder.decode(list);
      return IntStream.range(0, predictions.anchors().count())
          .mapToObj(anchor -> predictions.box(0, anchor))
          .toArray(float[][]::new);
    }
  }

  private List<float[]> maps(String name) throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(output.resolve(name))
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        NDManager manager = NDManager.newBaseManager();
        var predictor = model.newPredictor()) {
      NDArray image = manager.create(HashFill.image(3 * SIDE * SIDE), new Shape(1, 3, SIDE, SIDE));
      try (NDList maps = predictor.predict(new NDList(image))) {
        return new ArrayList<>(Arrays.asList(floats(maps)));
      }
    }
  }

  private static float[][] floats(NDList maps) {
    return maps.stream().map(NDArray::toFloatArray).toArray(float[][]::new);
  }

  private static float distance(List<float[]> a, List<float[]> b) {
    float largest = 0;
    for (int level = 0; level < a.size(); level++) {
      for (int i = 0; i < a.get(level).length; i++) {
        largest = Math.max(largest, Math.abs(a.get(level)[i] - b.get(level)[i]));
      }
    }
    return largest;
  }
}
