package io.yolospark.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a COCO dataset keeps images and annotations. All annotations are in one file, so each
 * listed image brings its own along: the string of an image is its path, a tab, and the rows as
 * JSON.
 */
final class CocoLayout {
  static final char SEPARATOR = '\t';
  static final String SOURCE = "source";
  static final String ANNOTATIONS = "annotations";
  static final String CATEGORY = "category";
  static final String ORPHANS = "orphans";

  private final Path root;
  private final Configuration hadoop;

  /**
   * @param root qualified path of the dataset
   */
  CocoLayout(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  List<String> list(List<String> folders, String annotations) throws IOException {
    Path source = SplitFiles.resolve(root, annotations, hadoop);
    CocoFile file = CocoFile.read(source, hadoop);
    List<String> images = new ArrayList<>();
    for (JsonNode image : file.images()) {
      ObjectNode rows = JsonNodeFactory.instance.objectNode();
      rows.put(SOURCE, source.toString());
      rows.set("width", image.path("width"));
      rows.set("height", image.path("height"));
      for (JsonNode row : file.annotations().getOrDefault(CocoFile.id(image, "id"), List.of())) {
        ((ObjectNode) row).put(CATEGORY, file.categories().get(CocoFile.id(row, "category_id")));
        rows.withArray(ANNOTATIONS).add(row);
      }
      if (images.isEmpty()) {
        // they belong to no image, and must be reported with some
        file.orphans().forEach(rows.withArray(ORPHANS)::add);
      }
      Path path = locate(folders, image.path("file_name").asText());
      images.add(path.toString() + SEPARATOR + rows);
    }
    return images;
  }

  /** The image in the first folder that has it; where none has it, the check will say so. */
  Path locate(List<String> folders, String name) throws IOException {
    for (String folder : folders.subList(0, folders.size() - 1)) {
      Path path = resolve(folder, name);
      if (path.getFileSystem(hadoop).exists(path)) {
        return path;
      }
    }
    return resolve(folders.get(folders.size() - 1), name);
  }

  private Path resolve(String folder, String name) throws IOException {
    Path resolved = SplitFiles.resolve(root, folder, hadoop);
    return name.isEmpty() ? resolved : SplitFiles.resolve(resolved, name, hadoop);
  }
}
