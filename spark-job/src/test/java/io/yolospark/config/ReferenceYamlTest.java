package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the files in conf/ against the records. */
class ReferenceYamlTest {

  private static final Path CONF = Path.of(System.getProperty("yolospark.root"), "conf");

  private static final String HEADER =
      """
      # Every key of a job config, with its default and its meaning. Keys marked "required" have no
      # default: their values here are examples. A config states only what differs from the defaults.
      # A time is a whole number with its unit: 500ms, 60s, 10m, 2h.
      """;

  /** Examples for keys without default. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "name", "my-run",
          "output", "../runs/my-run",
          "dataset.format", "yolo",
          "dataset.root", "../data/shapes",
          "dataset.train", "images/train",
          "dataset.val", "images/val",
          "dataset.names", "[circle, square]");

  private static final int WIDTH = 100;

  @Test
  void referenceStatesEveryKeyWithDefaultAndMeaning() throws IOException {
    StringBuilder expected = new StringBuilder(HEADER);
    section(JobConfig.class, "", expected);

    Path generated =
        Path.of(System.getProperty("yolospark.root"), "spark-job/target/reference.yaml");
    Files.writeString(generated, expected);

    assertThat(CONF.resolve("reference.yaml"))
        .as("conf/reference.yaml must be as the records say: copy %s over it", generated)
        .hasSameTextualContentAs(generated);
  }

  @Test
  void referenceLoadsAsTheDefaults() {
    JobConfig reference = load("reference.yaml");
    JobConfig defaults =
        Configs.load(
            Configs.LEAST,
            "name=my-run",
            "output=" + reference.output(),
            "dataset.root=" + reference.dataset().root(),
            "dataset.train=images/train",
            "dataset.val=images/val",
            "dataset.names=[circle, square]",
            // the reference spells out every key, also those of a section that is absent by default
            "dataset.synthetic={}",
            "dataset.annotations={}");

    assertThat(reference).isEqualTo(defaults);
  }

  @Test
  void quickStartLoadsWithItsDataset() {
    JobConfig config = load("quickstart.yaml");

    Path root = CONF.toAbsolutePath().normalize().getParent();
    assertThat(config.output()).isEqualTo(root.resolve("runs/quickstart").toString());
    assertThat(config.dataset().root()).isEqualTo(root.resolve("data/shapes").toString());
    assertThat(config.dataset().format()).isEqualTo(DatasetFormat.YOLO);
    assertThat(config.cluster().executors()).isEqualTo(2);
    assertThat(BatchPlan.of(config, 100, 20).microSteps()).isPositive();
  }

  @Test
  void bloodCellsLoadWithTheirDataset() {
    JobConfig config = load("bccd.yaml", "dataset.root=/photos");

    assertThat(config.dataset())
        .isEqualTo(
            new DatasetConfig(
                DatasetFormat.VOC,
                "/photos",
                List.of("train"),
                List.of("val"),
                List.of("test"),
                List.of("RBC", "WBC", "Platelets")));
    assertThat(BatchPlan.of(config, 205, 87).microSteps()).isPositive();
  }

  @Test
  void nutsLoadWithTheirAnnotations() {
    Path nuts = CONF.toAbsolutePath().normalize().resolveSibling("datasets/nuts.yaml");
    JobConfig config = load("bccd.yaml", "dataset=" + nuts);

    assertThat(config.dataset().format()).isEqualTo(DatasetFormat.COCO);
    assertThat(config.dataset().annotations())
        .isEqualTo(new AnnotationsConfig("trainval.json", "trainval.json", null));
  }

  private static JobConfig load(String file, String... overrides) {
    return new ConfigLoader(new LocalTextSource())
        .load(CONF.resolve(file).toString(), List.of(overrides));
  }

  private static void section(Class<?> type, String section, StringBuilder text) {
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = Keys.setting(component);
      String key = Keys.join(section, Keys.name(component));
      String indent = "  ".repeat((int) section.chars().filter(c -> c == '.').count());
      if (section.isEmpty()) {
        text.append('\n');
      } else {
        indent += "  ";
      }
      comment(meaning(setting), indent, text);
      text.append(indent).append(Keys.name(component)).append(':');
      if (component.getType().isRecord()) {
        text.append('\n');
        section(component.getType(), key, text);
      } else {
        boolean required = setting.value().equals(Setting.REQUIRED);
        text.append(' ').append(required ? EXAMPLES.get(key) : setting.value()).append('\n');
      }
    }
  }

  private static String meaning(Setting setting) {
    // no line break within "0 to 1"
    String range =
        Values.range(setting)
            .map(words -> " Accepted: " + words.replace(' ', '~') + ".")
            .orElse("");
    String required = setting.value().equals(Setting.REQUIRED) ? " Required." : "";
    return setting.doc() + range + required;
  }

  private static void comment(String text, String indent, StringBuilder out) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word.replace('~', ' '));
    }
    out.append(line).append('\n');
  }
}
