package io.yolospark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Where a YOLO dataset keeps images and labels. */
final class YoloLayout {

  private final Path root;
  private final Configuration hadoop;

  /**
   * @param root qualified path of the dataset
   */
  YoloLayout(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /** The label file of an image. */
  static String labels(String image) {
    return ImageNames.withoutSuffix(ImageNames.replaceLast(image, "/images/", "/labels/")) + ".txt";
  }

  List<String> list(Split split, List<String> entries) throws IOException {
    List<String> images = new ArrayList<>();
    for (String entry : entries) {
      Path path = SplitFiles.resolve(root, entry, hadoop);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      FileStatus status;
      try {
        status = fileSystem.getFileStatus(path);
      } catch (FileNotFoundException e) {
        throw new InvalidDatasetException(
            "dataset."
                + split.key()
                + ": "
                + path
                + " does not exist; give an image folder or a .txt list, relative to root",
            e);
      }
      if (status.isDirectory()) {
        addFolder(fileSystem, path, images);
      } else if (path.getName().endsWith(".txt")) {
        addList(path, images);
      } else {
        throw new InvalidDatasetException(
            "dataset." + split.key() + ": " + path + " is neither a folder nor a .txt list");
      }
    }
    return images;
  }

  private static void addFolder(FileSystem fileSystem, Path folder, List<String> images)
      throws IOException {
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(folder, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (ImageNames.isImage(file.getName())) {
        images.add(file.toString());
      }
    }
  }

  private void addList(Path list, List<String> images) throws IOException {
    for (String line : SplitFiles.lines(list, hadoop)) {
      Path image =
          line.startsWith("./")
              ? SplitFiles.resolve(list.getParent(), line.substring(2), hadoop)
              : SplitFiles.resolve(root, line, hadoop);
      images.add(image.toString());
    }
  }
}
