package io.yolospark.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where a Pascal VOC dataset keeps lists, images and annotations. */
final class VocLayout {

  static final String IMAGES = "/JPEGImages/";

  private static final Pattern LINE_OF_CLASS_LIST = Pattern.compile("\\S+\\s+(?:-1|0|1)");

  private final Path root;
  private final Configuration hadoop;

  /**
   * @param root qualified path of the dataset
   */
  VocLayout(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /** The annotation of an image. */
  static String annotation(String image) {
    return ImageNames.withoutSuffix(ImageNames.replaceLast(image, IMAGES, "/Annotations/"))
        + ".xml";
  }

  /** Images by their usual name; which file really is there is seen when it is checked. */
  List<String> list(Split split, List<String> entries) throws IOException {
    List<String> images = new ArrayList<>();
    for (String entry : entries) {
      String written = entry.endsWith(".txt") ? entry : "ImageSets/Main/" + entry + ".txt";
      Path list = SplitFiles.resolve(root, written, hadoop);
      List<String> ids = SplitFiles.lines(list, hadoop);
      if (ids == null) {
        throw new InvalidDatasetException(
            "dataset."
                + split.key()
                + ": "
                + list
                + " does not exist; give the name of a list in ImageSets/Main or a .txt file");
      }
      for (String line : ids) {
        String id = LINE_OF_CLASS_LIST.matcher(line).matches() ? line.split("\\s+")[0] : line;
        String name = ImageNames.isImage(id) ? id : id + ".jpg";
        images.add(SplitFiles.resolve(root, IMAGES.substring(1) + name, hadoop).toString());
      }
    }
    return images;
  }
}
