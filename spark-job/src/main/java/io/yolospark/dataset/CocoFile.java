package io.yolospark.dataset;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A COCO annotation file. Rows are as they are written, each to be judged alone; only what ties
 * them together is demanded here: lists of objects, and images with distinct ids.
 *
 * @param images rows of images
 * @param annotations rows by image id; each has its {@link #PLACE}
 * @param orphans places of annotations whose image the file does not have
 * @param categories names by id
 */
record CocoFile(
    List<JsonNode> images,
    Map<String, List<JsonNode>> annotations,
    List<Integer> orphans,
    Map<String, String> categories) {

  /** Key added to an annotation: its place in the file's list, from 1. */
  static final String PLACE = "place";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads a file row by row: that of COCO's own training split has 450 MB.
   *
   * @throws InvalidDatasetException if there is no such file or it is no COCO file
   * @throws IOException if the file system fails
   */
  static CocoFile read(Path path, Configuration hadoop) throws IOException {
    Map<String, List<JsonNode>> lists = new HashMap<>();
    try (InputStream in = path.getFileSystem(hadoop).open(path);
        JsonParser parser = MAPPER.getFactory().createParser(in)) {
      readLists(parser, lists);
    } catch (FileNotFoundException e) {
      throw new InvalidDatasetException(path + " does not exist; give a COCO annotation file", e);
    } catch (JacksonException e) {
      throw new InvalidDatasetException(path + " is no COCO annotation file: " + OneLine.of(e), e);
    }
    for (String list : List.of("images", "annotations", "categories")) {
      if (!lists.containsKey(list)) {
        throw new InvalidDatasetException(
            path + " is no COCO annotation file: it has no list '" + list + "'");
      }
    }
    return of(path, lists);
  }

  /** Text of an id, whether written as number or as string; empty where it is missing. */
  static String id(JsonNode row, String key) {
    return row.path(key).asText();
  }

  private static void readLists(JsonParser parser, Map<String, List<JsonNode>> lists)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      List<JsonNode> rows = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        rows.add(MAPPER.readTree(parser));
      }
      lists.put(name, rows);
    }
  }

  private static CocoFile of(Path path, Map<String, List<JsonNode>> lists) {
    Set<String> ids = new HashSet<>();
    for (JsonNode image : lists.get("images")) {
      if (!ids.add(id(image, "id"))) {
        throw new InvalidDatasetException(
            path + ": image id " + Excerpt.of(id(image, "id")) + " occurs twice; ids are distinct");
      }
    }
    Map<String, List<JsonNode>> annotations = new HashMap<>();
    List<Integer> orphans = new ArrayList<>();
    int place = 0;
    for (JsonNode row : lists.get("annotations")) {
      place++;
      String image = id(row, "image_id");
      if (row instanceof ObjectNode annotation && ids.contains(image)) {
        annotation.put(PLACE, place);
        annotations.computeIfAbsent(image, key -> new ArrayList<>()).add(annotation);
      } else {
        orphans.add(place);
      }
    }
    Map<String, String> categories = new HashMap<>();
    lists
        .get("categories")
        .forEach(row -> categories.put(id(row, "id"), row.path("name").asText()));
    return new CocoFile(lists.get("images"), annotations, orphans, categories);
  }
}
