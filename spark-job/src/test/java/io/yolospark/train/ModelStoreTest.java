package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.model.Mode;
import io.yolospark.model.YoloBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

  @TempDir Path output;

  @Test
  void aModelFolderLoadsThroughCriteriaAndGivesTheSameMaps() throws Exception {
    JobConfig config =
        Configs.load(
            Configs.LEAST,
            "model.variant=yolov9-t",
            "model.image-size=96",
            "output=" + output.toUri());
    YoloBlock block = new YoloBlock("yolov9-t", 2);
    ModelStore store = new ModelStore(config, block, new Configuration());
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters last = FlatParameters.initial(manager, block.modelParameters(), 1);
        FlatParameters best =
            FlatParameters.from(manager, block.modelParameters(), HashFill::values)) {
      store.writeLast(last.values(), 7);
      store.writeBest(last.values(), 7);
      store.writeBest(best.values(), 8);

      assertSameMaps(manager, "last", block, last);
      assertSameMaps(manager, "best", block, best);
    }
    assertFolder(output.resolve("best"));
    assertFolder(output.resolve("last"));
  }

  private void assertSameMaps(
      NDManager manager, String name, YoloBlock block, FlatParameters weights) throws Exception {
    NDArray image = manager.create(HashFill.image(3 * 96 * 96), new Shape(1, 3, 96, 96));
    NDList expected = block.heads(weights.bind(manager), image, Mode.INFER).main();
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(output.resolve(name))
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        var predictor = model.newPredictor();
        NDList maps = predictor.predict(new NDList(image))) {
      assertThat(maps).hasSize(3);
      for (int level = 0; level < 3; level++) {
        assertThat(maps.get(level).getShape()).isEqualTo(expected.get(level).getShape());
        assertThat(maps.get(level).toFloatArray()).isEqualTo(expected.get(level).toFloatArray());
      }
    }
  }

  private static void assertFolder(Path folder) throws Exception {
    try (Stream<Path> list = Files.list(folder)) {
      assertThat(list.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("model.safetensors", "synset.txt", "serving.properties");
    }
    assertThat(Files.readAllLines(folder.resolve("synset.txt"))).isEqualTo(List.of("a", "b"));
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(folder.resolve("serving.properties"))) {
      properties.load(reader);
    }
    assertThat(properties)
        .containsEntry("variant", "yolov9-t")
        .containsEntry("classes", "2")
        .containsEntry("image-size", "96")
        .containsEntry("translatorFactory", "io.yolospark.detect.YoloTranslatorFactory");
    for (String key : List.of("blockFactory", "translatorFactory")) {
      assertThat(Class.forName(properties.getProperty(key))).isPublic();
    }
  }
}
