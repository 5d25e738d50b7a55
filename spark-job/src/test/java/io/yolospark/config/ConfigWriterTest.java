package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigWriterTest {

  /** Values that YAML would read as something else, were they not quoted. */
  private static final JobConfig AWKWARD =
      Configs.load(
          """
          name: "1.50"
          output: "s3a://bucket/runs # not a comment"
          dataset:
            format: voc
            root: "/data: set"
            train: [train, more]
            val: "null"
            names: ["no", "007", "null", "~", "a: b", "ä", "- x", "'", '"', "#", " x ", "true", "1e3", "{", "*a"]
            synthetic: {seed: 7}
            annotations: {train: a.json, val: b.json, test: c.json}
          train: {learning-rate: 1e-5, weight-decay: 0.00012345678901234567}
          cluster: {wait: 1500ms}
          all-reduce: {timeout: 90m}
          """);

  @Test
  void writesWhatTheLoaderReads() {
    assertThat(Configs.load(ConfigWriter.write(AWKWARD))).isEqualTo(AWKWARD);
    JobConfig plain = Configs.load(Configs.LEAST);
    assertThat(Configs.load(ConfigWriter.write(plain))).isEqualTo(plain);
  }

  @Test
  void writesEveryKeyInTheOrderOfTheRecords() {
    YamlNode tree =
        YamlReader.read(ConfigWriter.write(AWKWARD), "", Origin.DEFAULT, new Mistakes());

    List<String> keys = new ArrayList<>();
    collect(tree, "", keys);

    assertThat(keys).isEqualTo(Keys.all(JobConfig.class));
  }

  @Test
  void writesNothingTwice() {
    assertThat(ConfigWriter.write(AWKWARD)).containsOnlyOnce("per-executor: 8\n");
  }

  @Test
  void survivesTheWayToTheRanks() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(AWKWARD);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(AWKWARD);
    }
  }

  private static void collect(YamlNode node, String section, List<String> keys) {
    if (node instanceof YamlNode.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, value) -> {
                keys.add(Keys.join(section, name));
                collect(value, Keys.join(section, name), keys);
              });
    }
  }
}
