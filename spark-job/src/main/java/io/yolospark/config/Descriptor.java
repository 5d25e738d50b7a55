package io.yolospark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings a dataset descriptor into the form of {@link DatasetConfig}: class names by id become a
 * list, and the {@code data.yaml} of Ultralytics (no {@code format}, no {@code root}; its folder
 * under {@code path}) becomes format yolo.
 */
final class Descriptor {

  private static final String FORMAT = "format";
  private static final String ROOT = "root";
  private static final String NAMES = "names";
  private static final String COUNT = "nc";

  /** Keys that both forms have in common. */
  private static final List<String> SHARED = List.of("train", "val", "test", NAMES);

  /** Keys of ours that an Ultralytics file may have been given on the command line. */
  private static final List<String> ADDED = List.of("cache", "cache-budget", "cache-folder");

  private Descriptor() {}

  /** The descriptor with the keys of {@link DatasetConfig}; anything but a section as it is. */
  static YamlNode normalise(YamlNode node, Mistakes mistakes) {
    if (!(node instanceof YamlNode.Mapping written)) {
      return node;
    }
    YamlNode.Mapping mapping = nameList(written, mistakes);
    Map<String, YamlNode> entries = mapping.entries();
    boolean foreign =
        !entries.containsKey(FORMAT)
            && !entries.containsKey(ROOT)
            && SHARED.stream().anyMatch(entries::containsKey);
    return foreign ? fromUltralytics(mapping, mistakes) : mapping;
  }

  /** Other keys of these files (download, roboflow, kpt_shape) do not concern detection. */
  private static YamlNode fromUltralytics(YamlNode.Mapping file, Mistakes mistakes) {
    Map<String, YamlNode> entries = file.entries();
    YamlNode path = entries.get("path");
    boolean unset = path == null || path instanceof YamlNode.Null;
    YamlNode root = unset ? new YamlNode.Scalar(".", file.origin()) : path;
    YamlNode.Mapping descriptor =
        YamlNode.Mapping.empty(file.origin())
            .with(FORMAT, new YamlNode.Scalar(Keys.name(DatasetFormat.YOLO), file.origin()))
            .with(ROOT, root);
    for (String key : Stream.concat(SHARED.stream(), ADDED.stream()).toList()) {
      if (entries.containsKey(key)) {
        descriptor = descriptor.with(key, entries.get(key));
      }
    }
    checkCount(entries, mistakes);
    return descriptor;
  }

  private static void checkCount(Map<String, YamlNode> entries, Mistakes mistakes) {
    if (entries.get(COUNT) instanceof YamlNode.Scalar count
        && entries.get(NAMES) instanceof YamlNode.Sequence names
        && !count.text().equals(String.valueOf(names.items().size()))) {
      String text = count.show() + " is not the number of names; accepted: " + names.items().size();
      mistakes.add("dataset." + COUNT, text, count.origin());
    }
  }

  private static YamlNode.Mapping nameList(YamlNode.Mapping descriptor, Mistakes mistakes) {
    if (!(descriptor.entries().get(NAMES) instanceof YamlNode.Mapping names)) {
      return descriptor;
    }
    TreeMap<Integer, YamlNode> byId = new TreeMap<>();
    names
        .entries()
        .forEach(
            (key, name) ->
                Values.parse(int.class, key).ifPresent(id -> byId.put((Integer) id, name)));
    int count = names.entries().size();
    boolean whole = byId.size() == count && (count == 0 || byId.lastKey() == count - 1);
    if (!whole || (count > 0 && byId.firstKey() != 0)) {
      String text =
          "class ids are not 0 to " + (count - 1) + " without gaps; accepted: that, or a list";
      mistakes.add("dataset." + NAMES, text, names.origin());
      return descriptor.with(NAMES, new YamlNode.Unreadable(names.origin()));
    }
    List<YamlNode> list = new ArrayList<>(byId.values());
    return descriptor.with(NAMES, new YamlNode.Sequence(list, names.origin()));
  }
}
