package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.JobConfig;
import io.yolospark.config.LocalTextSource;
import io.yolospark.dataset.SyntheticDataset;
import io.yolospark.dataset.SyntheticSpec;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.TensorType;
import io.yolospark.model.YoloBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program of README.md that uses a trained model, compiled against the application jar and run
 * in a JVM of its own.
 */
class ModelProgramIT {

  private static final Pattern PROGRAM =
      Pattern.compile("## Use the model.*?```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DETECTION =
      Pattern.compile(
          "\"className\": \"(disc|square)\", \"probability\": (0\\.\\d+|1\\.0+), \"boundingBox\": ");

  @TempDir private Path folder;

  @Test
  void aModelFolderDetectsInAPhoto() throws Exception {
    SyntheticDataset.ensure(
        folder.resolve("data").toString(), new SyntheticSpec(1, 1, 64, 2, 0), new Configuration());
    writeModel();
    compile();

    Path photo = folder.resolve("data/images/val/000000.jpg");
    List<String> lines = detect("best", photo);

    assertThat(lines).as("boxes are printed one a line").anyMatch(DETECTION.asPredicate());
    assertThat(lines.stream().filter(DETECTION.asPredicate()).map(ModelProgramIT::probability))
        .as("the class biases are 0, so scores lie about one half")
        .allSatisfy(probability -> assertThat(probability).isBetween(0.25, 0.99));
  }

  @Test
  void aFusedModelFindsTheSame() throws Exception {
    SyntheticDataset.ensure(
        folder.resolve("data").toString(), new SyntheticSpec(1, 1, 64, 2, 0), new Configuration());
    writeModel();
    new ModelExport(TensorType.F32, false, true)
        .run(
            folder.resolve("run/best").toString(),
            folder.resolve("run/fused").toString(),
            new Configuration());
    compile();
    Path photo = folder.resolve("data/images/val/000000.jpg");

    double[] own = probabilities(detect("best", photo));
    double[] fused = probabilities(detect("fused", photo));

    assertThat(own).isNotEmpty();
    assertThat(fused).containsExactly(own, within(1e-4));
  }

  private static double[] probabilities(List<String> lines) {
    return lines.stream()
        .filter(DETECTION.asPredicate())
        .mapToDouble(ModelProgramIT::probability)
        .toArray();
  }

  private static double probability(String line) {
    Matcher matcher = DETECTION.matcher(line);
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(2));
  }

  /** Leaves best/ as a run does; the untrained weights are made to see objects everywhere. */
  private void writeModel() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            name: program
            output: run
            dataset: {format: yolo, root: data, train: images/train, val: images/val, names: [disc, square]}
            model: {variant: gelan-t, image-size: 64}
            """);
    JobConfig config = new ConfigLoader(new LocalTextSource()).load(file.toString(), List.of());
    YoloBlock block = new YoloBlock("gelan-t", 2);
    try (NDManager manager = NDManager.newBaseManager()) {
      FlatParameters weights =
          FlatParameters.from(manager, block.modelParameters(), ModelProgramIT::value);
      new ModelStore(config, block, new Configuration()).writeBest(weights.values(), 0);
    }
  }

  private static float[] value(ModelParameter parameter) {
    return parameter.name().matches(".*\\.cv3\\.\\d\\.2\\.bias")
        ? new float[parameter.size()]
        : parameter.initial().draw(parameter.name(), 0, parameter.shape());
  }

  private void compile() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("yolospark.root"), "README.md"));
    Matcher program = PROGRAM.matcher(readme);
    assertThat(program.find()).as("README.md has the program").isTrue();
    Path source = Files.writeString(folder.resolve("Detect.java"), program.group(1));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("yolospark.jar"),
                source.toString());
    assertThat(result).isZero();
  }

  private List<String> detect(String model, Path photo) throws IOException, InterruptedException {
    String jars = Path.of(System.getProperty("spark.home.dir"), "jars") + "/*";
    Path output = folder.resolve("output.txt");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                String.join(":", System.getProperty("yolospark.jar"), jars, folder.toString()),
                "Detect",
                folder.resolve("run").resolve(model).toString(),
                photo.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(program.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      program.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(program.exitValue()).as(text).isZero();
    return Arrays.asList(text.split("\n"));
  }
}
