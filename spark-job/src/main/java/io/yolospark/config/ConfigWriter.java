package io.yolospark.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a resolved config as YAML. */
public final class ConfigWriter {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private ConfigWriter() {}

  /**
   * The config with every key, in the order of the records; {@link ConfigLoader} makes an equal
   * config of it.
   */
  public static String write(JobConfig config) {
    try {
      return MAPPER.writeValueAsString(section(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write config " + config.name(), e);
    }
  }

  private static Map<String, Object> section(Record record) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      entries.put(Keys.name(component), value(record, component));
    }
    return entries;
  }

  private static Object value(Record record, RecordComponent component) {
    Object value = Records.value(record, component);
    if (value instanceof Record section) {
      return section(section);
    }
    return scalar(value);
  }

  /** A value that is no section, as YAML takes it. */
  static Object scalar(Object value) {
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (value instanceof BatchSize size) {
      return size.isAuto() ? size.toString() : (Object) size.images();
    }
    if (value instanceof CheckpointInterval interval) {
      return interval.toYaml();
    }
    return value instanceof Enum<?> constant ? Keys.name(constant) : value;
  }
}
