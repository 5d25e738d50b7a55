package io.yolospark.dataset;

import io.yolospark.config.DatasetConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Turns a dataset descriptor into image records, in two steps: one process lists the images of a
 * split, then many check one image each. Stateless and thread-safe.
 */
public final class DatasetIndexer {

  private DatasetIndexer() {}

  /**
   * Lists the images of a split, sorted. Reads folders and list files, no image.
   *
   * <p>YOLO: an entry of the split is a folder, searched recursively for image files, or a {@code
   * .txt} file of image paths; paths that begin with {@code ./} are relative to that file, others
   * to the dataset's root. VOC: an entry is the name of a list in {@code ImageSets/Main} or a
   * {@code .txt} file of image ids relative to the root; a second column of -1, 0 or 1, as in the
   * lists of one class, is ignored. COCO: the images are those of the annotation file; an entry is
   * a folder in which they are looked for.
   *
   * @return one string for each image, for {@link #check}; an image that is listed twice is there
   *     twice
   * @throws InvalidDatasetException if the root or an entry is missing, or the split has no images
   * @throws UncheckedIOException if the file system fails
   */
  public static List<String> list(DatasetConfig dataset, Split split, Configuration hadoop) {
    try {
      Path root = requireRoot(dataset, hadoop);
      List<String> images =
          switch (dataset.format()) {
            case YOLO -> new YoloLayout(root, hadoop).list(split, split.entries(dataset));
            case VOC -> new VocLayout(root, hadoop).list(split, split.entries(dataset));
            case COCO ->
                new CocoLayout(root, hadoop)
                    .list(split.entries(dataset), split.annotations(dataset));
          };
      if (images.isEmpty()) {
        throw new InvalidDatasetException(
            "dataset."
                + split.key()
                + ": no images in "
                + split.entries(dataset)
                + " under "
                + root
                + "; accepted are folders and lists with images");
      }
      return images.stream().sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "dataset." + split.key() + ": cannot list " + dataset.root() + ": " + OneLine.of(e), e);
    }
  }

  /**
   * Checks one image and reads its boxes. Whatever the files contain, the answer is a result and
   * not an exception.
   *
   * <p>An image is rejected if its file is missing, truncated, of another format than JPEG, PNG,
   * BMP and WebP, or has a side under 10 pixels; if its annotation cannot be read; or if it has
   * annotated boxes of which none is valid (it would be taken for background). A single bad box is
   * dropped and reported. In YOLO a missing or empty label file means an image without objects; the
   * label file is the image path with the last {@code /images/} replaced by {@code /labels/}, and
   * the suffix {@code .txt}. In VOC a missing annotation rejects the image, and objects of names
   * that the descriptor does not have are reported but may be all there is, for a descriptor may
   * name a part of the classes. COCO is like VOC there, and crowds are dropped as well.
   *
   * @param image one of the strings of {@link #list}
   */
  public static CheckedImage check(DatasetConfig dataset, String image, Configuration hadoop) {
    return switch (dataset.format()) {
      case YOLO -> new YoloImageCheck(dataset, hadoop).check(image);
      case VOC -> new VocImageCheck(dataset, hadoop).check(image);
      case COCO -> new CocoImageCheck(dataset, hadoop).check(image);
    };
  }

  private static Path requireRoot(DatasetConfig dataset, Configuration hadoop) throws IOException {
    String help = "; give an existing folder, e.g. --set dataset.root=/path/to/dataset";
    try {
      Path root = new Path(dataset.root());
      if (!root.getFileSystem(hadoop).getFileStatus(root).isDirectory()) {
        throw new InvalidDatasetException("dataset.root: " + root + " is not a folder" + help);
      }
      return root.getFileSystem(hadoop).makeQualified(root);
    } catch (FileNotFoundException e) {
      throw new InvalidDatasetException(
          "dataset.root: " + dataset.root() + " does not exist" + help, e);
    } catch (IllegalArgumentException e) {
      throw new InvalidDatasetException(
          "dataset.root: " + Excerpt.of(dataset.root()) + " is not a path: " + OneLine.of(e), e);
    }
  }
}
