package io.yolospark.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The keys that records define: dotted, in kebab case, in the order of the components. */
final class Keys {

  private Keys() {}

  /** The key of a component within its section. */
  static String name(RecordComponent component) {
    String key = setting(component).key();
    return key.isEmpty() ? kebab(component.getName()) : key;
  }

  static Setting setting(RecordComponent component) {
    return Objects.requireNonNull(
        component.getAnnotation(Setting.class),
        () -> component + " of a config record has no @Setting");
  }

  /** How an enum constant is written in YAML. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String join(String section, String name) {
    return section.isEmpty() ? name : section + "." + name;
  }

  /** All keys of a record type and of the sections within it. */
  static List<String> all(Class<?> record) {
    List<String> keys = new ArrayList<>();
    collect(record, "", keys);
    return keys;
  }

  /** The keys of one section, without those deeper. */
  static List<String> of(Class<?> record) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      names.add(name(component));
    }
    return names;
  }

  private static void collect(Class<?> record, String section, List<String> keys) {
    for (RecordComponent component : record.getRecordComponents()) {
      String key = join(section, name(component));
      keys.add(key);
      if (component.getType().isRecord()) {
        collect(component.getType(), key, keys);
      }
    }
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
