package io.yolospark.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML tree that keeps the text of scalars, so that their type is decided by the key they belong
 * to (a class named {@code no} or {@code 007} stays what it is), and where each was written.
 */
sealed interface YamlNode {

  /** Where it was written. */
  Origin origin();

  /** How a mistake shows it. */
  String show();

  /** A number, a text, true or false. */
  record Scalar(String text, Origin origin) implements YamlNode {
    @Override
    public String show() {
      return Mistakes.show(text);
    }
  }

  /** Nothing, or {@code null}. */
  record Null(Origin origin) implements YamlNode {
    @Override
    public String show() {
      return "null";
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items, Origin origin) implements YamlNode {
    @Override
    public String show() {
      return "a list";
    }
  }

  /** Keys and values, in the order written. */
  record Mapping(Map<String, YamlNode> entries, Origin origin) implements YamlNode {

    static Mapping empty(Origin origin) {
      return new Mapping(Map.of(), origin);
    }

    Mapping with(String key, YamlNode value) {
      Map<String, YamlNode> changed = new LinkedHashMap<>(entries);
      changed.put(key, value);
      return new Mapping(changed, origin);
    }

    @Override
    public String show() {
      return "a section";
    }
  }

  /** Something whose mistake is reported already; what depends on it is left alone. */
  record Unreadable(Origin origin) implements YamlNode {
    @Override
    public String show() {
      return "unreadable";
    }
  }
}
