package io.yolospark.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads one YAML document into a tree; syntax errors and duplicate keys become mistakes. */
final class YamlReader {

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final YAMLParser parser;
  private final Origin origin;
  private final Mistakes mistakes;
  private final Map<String, YamlNode> anchors = new HashMap<>();

  private YamlReader(YAMLParser parser, Origin origin, Mistakes mistakes) {
    this.parser = parser;
    this.origin = origin;
    this.mistakes = mistakes;
  }

  /**
   * Reads {@code text}.
   *
   * @param key dotted key under which the document hangs, empty at the root
   * @param origin source and folder of all its values; line 0 means that lines are not to be shown
   */
  static YamlNode read(String text, String key, Origin origin, Mistakes mistakes) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(parser, origin, mistakes).document(key);
    } catch (JsonProcessingException e) {
      Origin place = origin;
      String column = "";
      if (origin.line() > 0 && e.getLocation() != null) {
        place = new Origin(origin.source(), e.getLocation().getLineNr(), origin.folder());
        column = ", column " + e.getLocation().getColumnNr();
      }
      String name = key.isEmpty() ? origin.source() : key;
      mistakes.add(name, "not valid YAML: " + problem(e) + column, place);
      return new YamlNode.Unreadable(place);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read YAML from memory", e);
    }
  }

  /** Drops the excerpts of the document that the parser's message quotes in indented lines. */
  private static String problem(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .collect(Collectors.joining(", "));
  }

  private YamlNode document(String key) throws IOException {
    YamlNode root =
        parser.nextToken() == null ? new YamlNode.Null(origin) : node(parser.currentToken(), key);
    if (parser.nextToken() != null) {
      mistakes.add(
          key.isEmpty() ? origin.source() : key,
          "holds more than one YAML document; accepted: one",
          here());
    }
    return root;
  }

  private YamlNode node(JsonToken token, String key) throws IOException {
    if (parser.isCurrentAlias()) {
      YamlNode target = anchors.get(parser.getText());
      if (target == null) {
        // Jackson tells the anchors of sections and lists only
        String text = "*" + parser.getText() + " names no section or list above; write the value";
        mistakes.add(key, text, here());
        return new YamlNode.Unreadable(here());
      }
      return target;
    }
    String anchor = parser.getObjectId();
    YamlNode node =
        switch (token) {
          case START_OBJECT -> mapping(key);
          case START_ARRAY -> sequence(key);
          case VALUE_NULL -> new YamlNode.Null(here());
          default -> new YamlNode.Scalar(parser.getText(), here());
        };
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  private YamlNode mapping(String parent) throws IOException {
    Origin start = here();
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.getText();
      Origin place = here();
      String key = Keys.join(parent, name);
      YamlNode value = node(parser.nextToken(), key);
      YamlNode first = entries.putIfAbsent(name, value);
      if (first != null) {
        mistakes.add(key, "duplicate key" + first(first) + "; keep one of them", place);
      }
    }
    return new YamlNode.Mapping(entries, start);
  }

  private static String first(YamlNode node) {
    return node.origin().line() > 0 ? ", first on line " + node.origin().line() : "";
  }

  private YamlNode sequence(String key) throws IOException {
    Origin start = here();
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser.currentToken(), key + "[" + items.size() + "]"));
    }
    return new YamlNode.Sequence(items, start);
  }

  private Origin here() {
    return origin.line() == 0
        ? origin
        : new Origin(origin.source(), parser.getTokenLocation().getLineNr(), origin.folder());
  }
}
