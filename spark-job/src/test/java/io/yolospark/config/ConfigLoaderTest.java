package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  private static final String UNNAMED_DATASET =
      """
      name: run
      output: /runs/run
      """;

  @Test
  void fillsInDefaults() {
    JobConfig config = Configs.load(Configs.LEAST);

    assertThat(config.name()).isEqualTo("run");
    assertThat(config.dataset())
        .isEqualTo(
            new DatasetConfig(
                DatasetFormat.YOLO,
                "/data",
                List.of("train"),
                List.of("val"),
                null,
                List.of("a", "b")));
    assertThat(config.model()).isEqualTo(model("yolov9-t", 640, null, null));
    assertThat(config.cluster().device()).isEqualTo(DeviceKind.CPU);
    assertThat(config.cluster().master()).isNull();
    assertThat(config.train().warmUp().biasLearningRate()).isEqualTo(0.1);
    assertThat(config.allReduce().timeout()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void readsWhatIsWritten() {
    JobConfig config =
        Configs.load(
            Configs.LEAST
                + """
                seed: 7
                model: {variant: gelan-c, image-size: 320}
                cluster: {executors: 4, device: gpu, wait: 2h, master: "spark://host:7077"}
                train:
                  learning-rate: 1e-3
                  loss: {cls: 1}
                augment:
                """);

    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.model()).isEqualTo(model("gelan-c", 320, null, null));
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterConfig(
                4, null, 1, "1g", DeviceKind.GPU, "spark://host:7077", Duration.ofHours(2)));
    assertThat(config.train().learningRate()).isEqualTo(0.001);
    assertThat(config.train().loss().cls()).isEqualTo(1.0);
    assertThat(config.augment().mosaic()).isEqualTo(1.0);
  }

  @Test
  void checksTheImageCache() {
    assertThat(
            Configs.mistakes(Configs.LEAST, "dataset.cache=disk", "dataset.cache-folder=scratch"))
        .containsExactlyInAnyOrder(
            "dataset.cache-folder: \"scratch\" is not a local folder; accepted: an absolute path",
            "dataset.cache-budget: missing, but dataset.cache is disk;"
                + " accepted: a size with its unit, as 512m or 20g");
    assertThat(Configs.mistakes(Configs.LEAST, "dataset.cache-budget=lots"))
        .containsExactly(
            "dataset.cache-budget: \"lots\" is no size;"
                + " accepted: a size with its unit, as 512m or 20g");
    assertThat(Configs.mistakes(Configs.LEAST, "dataset.cache-budget=800m"))
        .singleElement()
        .asString()
        .startsWith(
            "dataset.cache-budget: 800m is more than three quarters of cluster.executor-memory: 1g");
    assertThat(
            Configs.load(Configs.LEAST, "dataset.cache-budget=800m", "cluster.executor-memory=2g")
                .dataset()
                .cacheBytes(1))
        .isEqualTo(800L << 20);
  }

  @Test
  void takesTheValidationBatchAsWritten() {
    String text =
        Configs.LEAST + "batch: {train: {global: 64, micro: 16}, validation: {per-executor: 5}}";

    assertThat(Configs.load(text).batch().validation().perExecutor().images()).isEqualTo(5);
    assertThat(Configs.load(text, "batch.validation.per-executor=16").batch())
        .isEqualTo(
            new BatchConfig(
                new BatchConfig.TrainBatchConfig(64, BatchSize.of(16), null),
                new BatchConfig.ValidationBatchConfig(BatchSize.of(16))));
  }

  @Test
  void overridesAnyKey() {
    JobConfig config =
        Configs.load(
            Configs.LEAST,
            "train.epochs=3",
            "train.epochs=4",
            "dataset.names=[x, y, z]",
            "dataset.test=",
            "name = other",
            "model={image-size: 96}",
            "cluster.master=spark://host:7077?a=b");

    assertThat(config.train().epochs()).isEqualTo(4);
    assertThat(config.dataset().names()).containsExactly("x", "y", "z");
    assertThat(config.name()).isEqualTo("other");
    assertThat(config.model()).isEqualTo(model("yolov9-t", 96, null, null));
    assertThat(config.cluster().master()).isEqualTo("spark://host:7077?a=b");
  }

  @Test
  void overridesWithinASectionWinOverTheSection() {
    JobConfig config =
        Configs.load(Configs.LEAST, "model.variant=gelan-s", "model={image-size: 96}");

    assertThat(config.model()).isEqualTo(model("gelan-s", 96, null, null));
  }

  @Test
  void resolvesPathsAgainstTheFileTheyStandIn() {
    JobConfig config =
        Configs.load(
            Configs.files(
                "{name: run, output: ../runs/run, dataset: ../sets/cells.yaml}",
                "/home/user/sets/cells.yaml",
                "{format: voc, root: ../data/cells, train: train, val: val, names: a}"));

    assertThat(config.output()).isEqualTo("/home/user/runs/run");
    assertThat(config.dataset().root()).isEqualTo("/home/user/data/cells");
    assertThat(config.dataset().train()).containsExactly("train");
  }

  @Test
  void resolvesPathsOfOverridesAgainstTheWorkingDirectory() {
    String here = Path.of("").toAbsolutePath().toString();
    JobConfig config =
        Configs.load(
            Configs.files(
                UNNAMED_DATASET + "dataset: missing.yaml",
                here + "/cells.yaml",
                "{format: voc, root: cells, train: train, val: val, names: a}"),
            "dataset.root=other",
            "dataset=cells.yaml",
            "output=runs/x");

    assertThat(config.output()).isEqualTo(here + "/runs/x");
    assertThat(config.dataset().root()).isEqualTo(here + "/other");
  }

  @Test
  void leavesAbsolutePathsAndUrisAlone() {
    JobConfig config =
        Configs.load(Configs.LEAST, "output=s3a://bucket/a/../b", "dataset.root=file:/d/./e");

    assertThat(config.output()).isEqualTo("s3a://bucket/a/../b");
    assertThat(config.dataset().root()).isEqualTo("file:/d/./e");
  }

  @Test
  void staysInTheFileSystemOfTheFile() {
    TextSource hdfs =
        new TextSource() {
          @Override
          public String read(String location) {
            return location.equals("hdfs://nn:8020/conf/job.yaml")
                ? UNNAMED_DATASET.replace("/runs/run", "../runs") + "dataset: d.yaml"
                : "{format: voc, root: ., train: train, val: val, names: a}";
          }

          @Override
          public String qualify(String location) {
            return Locations.resolve("hdfs://nn:8020/conf", location);
          }
        };

    JobConfig config = new ConfigLoader(hdfs).load("job.yaml", List.of());

    assertThat(config.output()).isEqualTo("hdfs://nn:8020/runs");
    assertThat(config.dataset().root()).isEqualTo("hdfs://nn:8020/conf");
  }

  @Test
  void readsFilesOfThisMachine(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("job.yaml"), UNNAMED_DATASET + "dataset: set ä.yaml");
    Files.writeString(
        folder.resolve("set ä.yaml"),
        "{format: voc, root: r, train: train, val: val, names: [Zelle, Plättchen]}");

    JobConfig config =
        new ConfigLoader(new LocalTextSource()).load(folder + "/job.yaml", List.of());

    assertThat(config.dataset().root()).isEqualTo(folder.resolve("r").toString());
    assertThat(config.dataset().names()).containsExactly("Zelle", "Plättchen");
  }

  @Test
  void reportsEveryMistakeAtOnce() {
    assertThat(
            Configs.mistakes(
                """
                output: /runs/run
                dataset: {format: tfrecord, root: /data, train: train, val: [], names: [a, a]}
                batch:
                  trian: {global: 8}
                  train: {micro: [1]}
                model: {variant: yolov8-n, image-size: 333}
                cluster: {executors: 4, device: tpu, executor-memory: 1 GB}
                train: {epochs: many, momentum: 1.5, clip-norm: 0, warm-up: 3}
                loader: {workers:}
                all-reduce: {timeout: 60}
                """,
                "batch.train.global=2",
                "epochs=3",
                "nonsense"))
        .containsExactlyInAnyOrder(
            "--set: \"nonsense\" is not an override; accepted: key=value, as batch.train.global=32",
            "epochs: unknown key; did you mean train.epochs?",
            "name: missing; add this key. Name of the run; letters, digits, '.', '_' and '-'.",
            "dataset.format: \"tfrecord\" is not known; accepted: yolo, voc, coco",
            "dataset.val: holds an empty path or none; accepted: one or more paths",
            "dataset.names: classes 0 and 1 are both named \"a\"; accepted: distinct names",
            "batch.trian: unknown key; did you mean batch.train?",
            "batch.train.micro: a list is not a single value; accepted: 1 or more, or auto",
            "batch.train.global: 2 cannot be dealt to 4 executors; accepted: at least 4, or fewer cluster.executors",
            "model.variant: \"yolov8-n\" is not known; accepted: gelan-t, gelan-s, gelan-m,"
                + " gelan-c, gelan-e, yolov9-t, yolov9-s, yolov9-m, yolov9-c, yolov9-e",
            "model.image-size: 333 is not a multiple of 32; nearest: 320, 352",
            "cluster.device: \"tpu\" is not known; accepted: cpu, gpu",
            "cluster.executor-memory: \"1 GB\" is not a memory size;"
                + " accepted: a size with its unit, as 512m or 2g, 450m or more",
            "train.epochs: \"many\" is not an integer; accepted: 1 or more",
            "train.momentum: 1.5 is out of range; accepted: 0 to 0.9999",
            "train.clip-norm: 0.0 would erase every gradient; accepted: above 0",
            "train.warm-up: 3 is not a section;"
                + " accepted: epochs, min-steps, bias-learning-rate, momentum",
            "loader.workers: has no value; accepted: 1 to 256;"
                + " leave the key out for the default 1",
            "all-reduce.timeout: 60 is not a time;"
                + " accepted: a time above zero with its unit, as 500ms, 60s, 10m or 2h");
  }

  @Test
  void namesFileAndLine() {
    assertThat(
            Configs.mistakes(
                Configs.files(
                    UNNAMED_DATASET + "seed: -1\ndataset: d.yaml",
                    "/home/user/conf/d.yaml",
                    "format: voc\nroot: .\ntrain: train\nval: val\nnames: a\nfromat: yolo"),
                "train.epochs=0"))
        .containsExactlyInAnyOrder(
            "dataset.fromat: unknown key; did you mean dataset.format? (/home/user/conf/d.yaml:6)",
            "seed: -1 is out of range; accepted: 0 or more (/home/user/conf/job.yaml:3)",
            "train.epochs: 0 is out of range; accepted: 1 or more (--set)");
  }

  @Test
  void reportsMissingFilesOnce() {
    assertThat(Configs.mistakes(UNNAMED_DATASET + "dataset: d.yaml", "dataset.root=/x"))
        .containsExactly("dataset: \"/home/user/conf/d.yaml\" cannot be read: no such file");
    assertThatThrownBy(
            () -> new ConfigLoader(new LocalTextSource()).load("/no/job.yaml", List.of("seed=1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--config: \"/no/job.yaml\" cannot be read: no such file");
  }

  @Test
  void reportsSyntaxErrorsOnOneLine() {
    assertThat(Configs.mistakes("name: run\nmodel: {variant: a\ntrain: 1\n"))
        .singleElement()
        .asString()
        .startsWith("/home/user/conf/job.yaml: not valid YAML: while parsing a flow mapping,")
        .doesNotContain("\n");
    assertThat(Configs.mistakes(Map.of("/home/user/conf/job.yaml", "name: run\n  seed: 1")))
        .containsExactly(
            "/home/user/conf/job.yaml: not valid YAML: mapping values are not allowed here,"
                + " column 7 (/home/user/conf/job.yaml:2)");
    assertThat(Configs.mistakes(Configs.LEAST, "model={a"))
        .singleElement()
        .asString()
        .startsWith("model: not valid YAML: ");
  }

  @Test
  void refusesDuplicateKeys() {
    assertThat(Configs.mistakes(Configs.LEAST + "train:\n  epochs: 3\n  epochs: 4"))
        .containsExactly("train.epochs: duplicate key, first on line 5; keep one of them");
  }

  @Test
  void asksForWhatAnEmptyConfigLacks() {
    assertThat(Configs.mistakes("# nothing"))
        .extracting(line -> line.substring(0, line.indexOf(';')))
        .containsExactly("name: missing", "output: missing", "dataset: missing");
    assertThat(Configs.mistakes("just text"))
        .singleElement()
        .asString()
        .startsWith("config: \"just text\" is not a section; accepted: name, output, dataset,");
  }

  @Test
  void refusesMoreRanksThanImages() {
    assertThat(Configs.mistakes(Configs.LEAST, "batch.train.global=2", "cluster.executors=4"))
        .containsExactly(
            "batch.train.global: 2 cannot be dealt to 4 executors;"
                + " accepted: at least 4, or fewer cluster.executors");
  }

  @Test
  void checksValuesTogetherThoughOthersAreWrong() {
    assertThat(
            Configs.mistakes(
                Configs.LEAST,
                "batch.train.global=2",
                "cluster.executors=4",
                "train.momentum=0.5",
                "seed=x"))
        .containsExactly(
            "seed: \"x\" is not an integer; accepted: 0 or more",
            "batch.train.global: 2 cannot be dealt to 4 executors;"
                + " accepted: at least 4, or fewer cluster.executors",
            "train.warm-up.momentum: 0.8 is above train.momentum: 0.5; accepted: at most that");
  }

  @Test
  void refusesPerspectiveThatShowsAHorizon() {
    assertThat(Configs.mistakes(Configs.LEAST, "augment.perspective=0.001", "model.image-size=640"))
        .containsExactly(
            "augment.perspective: 0.001 is too steep for model.image-size: 640;"
                + " accepted: at most 6.25E-4");
    assertThat(
            Configs.load(Configs.LEAST, "augment.perspective=0.001", "model.image-size=320")
                .augment()
                .perspective())
        .isEqualTo(0.001);
  }

  @Test
  void refusesToReachIntoAValue() {
    assertThat(Configs.mistakes(Configs.LEAST, "name.x=1", "dataset.names.0=b"))
        .containsExactly(
            "name.x: unknown key; name holds \"run\", not a section",
            "dataset.names.0: unknown key; dataset.names holds a list, not a section");
  }

  @Test
  void refusesPathsThatNobodyExpands() {
    assertThat(Configs.mistakes(Configs.LEAST, "output=~/runs", "dataset.root=''"))
        .containsExactly(
            "output: \"~/runs\" holds '~', which is not expanded;"
                + " accepted: a path or URI, relative or absolute",
            "dataset.root: \"\" is empty; accepted: a path or URI, relative or absolute");
  }

  @Test
  void checksMemoryAndName() {
    assertThat(
            Configs.load(Configs.LEAST, "cluster.executor-memory=2gb").cluster().executorMemory())
        .isEqualTo("2gb");
    assertThat(Configs.mistakes(Configs.LEAST, "cluster.executor-memory=449m", "name=a/b"))
        .containsExactly(
            "name: \"a/b\" is not a name; accepted: up to 128 letters, digits, '.', '_' and '-'",
            "cluster.executor-memory: \"449m\" is less than a Spark executor needs;"
                + " accepted: a size with its unit, as 512m or 2g, 450m or more");
  }

  private static ModelConfig model(String variant, int side, String weights, List<String> freeze) {
    return new ModelConfig(
        variant,
        side,
        weights,
        freeze,
        Precision.FP32,
        false,
        OpsKind.FUSED,
        MemoryLayout.CHANNELS_LAST);
  }
}
