package io.yolospark.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a YAML tree into records by their {@link Setting} annotations, noting every mistake on the
 * way. Not thread-safe.
 */
final class RecordBinder {

  /** Default of a section that need not be there at all. */
  private static final String OPTIONAL = "null";

  private final Mistakes mistakes;
  private final ValueReader reader;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private List<String> known = List.of();

  RecordBinder(ValueCheck check, Mistakes mistakes) {
    this.mistakes = mistakes;
    this.reader = new ValueReader(check, mistakes);
  }

  /** The record; empty when there is any mistake, found here or noted before. */
  <T extends Record> Optional<T> bind(Class<T> type, YamlNode root) {
    known = Keys.all(type);
    return Optional.ofNullable(section(type, "", root)).map(type::cast);
  }

  /**
   * The sound values found by {@link #bind}, by dotted key, whether the record came about or not.
   */
  Map<String, Object> values() {
    return values;
  }

  private Object section(Class<?> type, String section, YamlNode node) {
    if (node instanceof YamlNode.Unreadable) {
      return null;
    }
    Map<String, YamlNode> entries = Map.of();
    if (node instanceof YamlNode.Mapping mapping) {
      entries = mapping.entries();
    } else if (!(node instanceof YamlNode.Null)) {
      String name = section.isEmpty() ? "config" : section;
      String names = String.join(", ", Keys.of(type));
      mistakes.add(name, node.show() + " is not a section; accepted: " + names, node.origin());
      return null;
    }
    refuseUnknown(type, section, entries);
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(components[i], section, entries.get(Keys.name(components[i])));
    }
    return mistakes.isEmpty() ? Records.of(type.asSubclass(Record.class), arguments) : null;
  }

  private void refuseUnknown(Class<?> type, String section, Map<String, YamlNode> entries) {
    List<String> names = Keys.of(type);
    entries.forEach(
        (name, node) -> {
          if (!names.contains(name)) {
            String key = Keys.join(section, name);
            String hint =
                NearestKey.find(key, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("accepted: " + String.join(", ", names));
            mistakes.add(key, "unknown key; " + hint, node.origin());
          }
        });
  }

  private Object component(RecordComponent component, String section, YamlNode written) {
    Setting setting = Keys.setting(component);
    String key = Keys.join(section, Keys.name(component));
    boolean required = setting.value().equals(Setting.REQUIRED);
    if (required && (written == null || written instanceof YamlNode.Null)) {
      Origin origin = written == null ? Origin.DEFAULT : written.origin();
      mistakes.add(key, "missing; add this key. " + setting.doc(), origin);
      return null;
    }
    YamlNode node =
        written == null ? YamlReader.read(setting.value(), key, Origin.DEFAULT, mistakes) : written;
    if (component.getType().isRecord()) {
      if (setting.value().equals(OPTIONAL) && node instanceof YamlNode.Null) {
        return null;
      }
      return section(component.getType(), key, node);
    }
    Object value = reader.read(key, component.getType(), setting, node);
    if (value != null) {
      values.put(key, value);
    }
    return value;
  }
}
