package io.yolospark.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Loading from texts in memory, for tests. */
public final class Configs {

  /** The least that a config must say; append to it. */
  public static final String LEAST =
      """
      name: run
      output: /runs/run
      dataset: {format: yolo, root: /data, train: train, val: val, names: [a, b]}
      """;

  private static final String JOB = "/home/user/conf/job.yaml";

  private Configs() {}

  /** The config in {@code text}, which stands in /home/user/conf/job.yaml. */
  public static JobConfig load(String text, String... overrides) {
    return load(Map.of(JOB, text), overrides);
  }

  /** The config in the file /home/user/conf/job.yaml among {@code files}. */
  static JobConfig load(Map<String, String> files, String... overrides) {
    TextSource source = location -> read(files, location);
    return new ConfigLoader(source).load(JOB, List.of(overrides));
  }

  /** The mistakes that loading {@code text} reports, without the file they stand in. */
  static List<String> mistakes(String text, String... overrides) {
    return mistakes(Map.of(JOB, text), overrides).stream()
        .map(line -> line.replaceAll(" \\((/home/user/conf/job.yaml:\\d+|--set)\\)$", ""))
        .toList();
  }

  /** The mistakes that loading {@code files} reports. */
  static List<String> mistakes(Map<String, String> files, String... overrides) {
    return catchThrowableOfType(ConfigException.class, () -> load(files, overrides)).mistakes();
  }

  static Map<String, String> files(String job, String location, String text) {
    return Map.of(JOB, job, location, text);
  }

  private static String read(Map<String, String> files, String location) throws IOException {
    String text = files.get(location);
    if (text == null) {
      throw new NoSuchFileException(location);
    }
    return text;
  }
}
