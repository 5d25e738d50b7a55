package io.yolospark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the value of one key from its YAML node, or notes the mistake. Not thread-safe. */
final class ValueReader {

  private static final String NULL = "null";

  private final ValueCheck check;
  private final Mistakes mistakes;

  ValueReader(ValueCheck check, Mistakes mistakes) {
    this.check = check;
    this.mistakes = mistakes;
  }

  /** The value; null where it is absent, as the key allows, or a mistake, which is noted. */
  Object read(String key, Class<?> type, Setting setting, YamlNode node) {
    if (node instanceof YamlNode.Unreadable) {
      return null;
    }
    if (node instanceof YamlNode.Null && setting.value().equals(NULL)) {
      return null;
    }
    Object value = type == List.class ? list(key, node) : scalar(key, type, setting, node);
    if (value == null) {
      return null;
    }
    Optional<String> complaint = check.complaint(key, value);
    if (complaint.isPresent()) {
      mistakes.add(key, complaint.get(), node.origin());
      return null;
    }
    return value;
  }

  private Object scalar(String key, Class<?> type, Setting setting, YamlNode node) {
    String accepted = "; accepted: " + Values.accepted(type, setting);
    if (node instanceof YamlNode.Null) {
      String hint = "; leave the key out for the default " + setting.value();
      mistakes.add(key, "has no value" + accepted + hint, node.origin());
      return null;
    }
    if (!(node instanceof YamlNode.Scalar scalar)) {
      mistakes.add(key, node.show() + " is not a single value" + accepted, node.origin());
      return null;
    }
    Optional<?> value = Values.parse(type, scalar.text());
    if (value.isEmpty()) {
      String text = node.show() + " is not " + Values.noun(type) + accepted;
      mistakes.add(key, text, node.origin());
      return null;
    }
    if (!Values.inRange(value.get(), setting)) {
      mistakes.add(key, node.show() + " is out of range" + accepted, node.origin());
      return null;
    }
    return setting.path() ? location(key, scalar) : value.get();
  }

  private Object location(String key, YamlNode.Scalar scalar) {
    String text = scalar.text();
    if (text.isBlank() || text.startsWith("~")) {
      String hint = text.isBlank() ? "is empty" : "holds '~', which is not expanded";
      String accepted = "; accepted: a path or URI, relative or absolute";
      mistakes.add(key, scalar.show() + " " + hint + accepted, scalar.origin());
      return null;
    }
    return Locations.resolve(scalar.origin().folder(), text);
  }

  /** A list of texts; a single text is a list of one. */
  private Object list(String key, YamlNode node) {
    List<YamlNode> items =
        node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof YamlNode.Scalar scalar) {
        texts.add(scalar.text());
      } else if (item instanceof YamlNode.Unreadable) {
        return null;
      } else {
        String text = item.show() + " is not text; accepted: a text or a list of texts";
        mistakes.add(key, text, item.origin());
        return null;
      }
    }
    return List.copyOf(texts);
  }
}
