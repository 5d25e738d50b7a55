package io.yolospark.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The {@code --set key=value} of a command line, applied to the tree of the config file. */
final class Overrides {

  private static final String SOURCE = "--set";

  private final List<Assignment> overrides;
  private final Mistakes mistakes;

  private Overrides(List<Assignment> overrides, Mistakes mistakes) {
    this.overrides = overrides;
    this.mistakes = mistakes;
  }

  private record Assignment(List<String> path, YamlNode value) {}

  /**
   * Reads them.
   *
   * @param folder working directory, against which their relative paths are resolved
   */
  static Overrides parse(List<String> texts, String folder, Mistakes mistakes) {
    Origin origin = new Origin(SOURCE, 0, folder);
    List<Assignment> overrides = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? "" : text.substring(0, equals).strip();
      if (!key.matches("[^.\\s]+(\\.[^.\\s]+)*")) {
        String form = "accepted: key=value, as batch.train.global=32";
        mistakes.add(SOURCE, Mistakes.show(text) + " is not an override; " + form, Origin.DEFAULT);
        continue;
      }
      YamlNode value = YamlReader.read(text.substring(equals + 1), key, origin, mistakes);
      overrides.add(new Assignment(List.of(key.split("\\.")), value));
    }
    // whole sections before keys within them, so that the order on the command line does not matter
    overrides.sort(Comparator.comparingInt(override -> override.path().size()));
    return new Overrides(overrides, mistakes);
  }

  /** The tree with the overrides of whole top-level values. */
  YamlNode applyTopLevel(YamlNode root) {
    return apply(root, overrides.stream().filter(override -> override.path().size() == 1).toList());
  }

  /** The tree with the overrides of keys within sections. */
  YamlNode applyNested(YamlNode root) {
    return apply(root, overrides.stream().filter(override -> override.path().size() > 1).toList());
  }

  private YamlNode apply(YamlNode root, List<Assignment> chosen) {
    YamlNode tree = root;
    for (Assignment override : chosen) {
      tree = with(tree, "", override.path(), override.value());
    }
    return tree;
  }

  private YamlNode with(YamlNode node, String key, List<String> path, YamlNode value) {
    if (path.isEmpty()) {
      return value;
    }
    if (node instanceof YamlNode.Unreadable) {
      return node;
    }
    YamlNode.Mapping section;
    if (node instanceof YamlNode.Mapping mapping) {
      section = mapping;
    } else if (node == null || node instanceof YamlNode.Null) {
      section = YamlNode.Mapping.empty(value.origin());
    } else {
      String text = "unknown key; " + key + " holds " + node.show() + ", not a section";
      mistakes.add(key + "." + String.join(".", path), text, value.origin());
      return node;
    }
    String name = path.get(0);
    YamlNode child =
        with(
            section.entries().get(name), Keys.join(key, name), path.subList(1, path.size()), value);
    return section.with(name, child);
  }
}
