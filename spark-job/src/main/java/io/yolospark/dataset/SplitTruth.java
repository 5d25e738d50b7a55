package io.yolospark.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import io.yolospark.config.DatasetConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A split as COCO's protocol sees it: what image records, which are for training, leave out.
 *
 * @param images in the order of their ids
 * @param categories COCO's category id of each class
 */
public record SplitTruth(List<Image> images, List<Integer> categories) {

  private static final String WHOLE = "[0-9]{1,9}";

  /**
   * One image.
   *
   * @param id the annotation file's, else the name of the file without suffix, a number without
   *     leading zeros where it is one, with "~2" and so on where an earlier image has that name
   * @param record position in the split's records; -1 for an image that is not used
   */
  public record Image(String id, int record, List<LabelledObject> objects) {}

  /**
   * A labelled object, in pixels of the original image, not clipped to it.
   *
   * @param area of the outline, or of the box where there is none
   * @param crowd whether it stands for many objects
   */
  public record LabelledObject(
      int classId, double x, double y, double width, double height, double area, boolean crowd) {

    private LabelledObject asOneClass() {
      return new LabelledObject(0, x, y, width, height, area, crowd);
    }
  }

  /**
   * The truth of a split: out of its annotation file for COCO, else out of its records.
   *
   * @throws InvalidDatasetException if the annotation file cannot be used, or lacks a class
   * @throws UncheckedIOException if the file system fails
   */
  public static SplitTruth of(
      DatasetConfig dataset, Split split, List<ImageRecord> records, Configuration hadoop) {
    List<Image> images = new ArrayList<>();
    List<Integer> categories = new ArrayList<>();
    switch (dataset.format()) {
      case COCO -> read(dataset, split, records, hadoop, images, categories);
      case YOLO, VOC -> {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < records.size(); i++) {
          String id = unique(stem(records.get(i).uri()), ids);
          images.add(new Image(id, i, objects(records.get(i))));
        }
        dataset.names().forEach(name -> categories.add(categories.size()));
      }
    }
    // shorter ids first: numbers, which have no leading zeros, are then in their order
    images.sort(
        Comparator.comparing(Image::id, Comparator.comparingInt(String::length))
            .thenComparing(Image::id));
    return new SplitTruth(List.copyOf(images), List.copyOf(categories));
  }

  /** The same objects, all of class 0, under the category of the first class. */
  public SplitTruth asOneClass() {
    return new SplitTruth(
        images.stream().map(SplitTruth::asOneClass).toList(), categories.subList(0, 1));
  }

  private static Image asOneClass(Image image) {
    return new Image(
        image.id, image.record, image.objects.stream().map(LabelledObject::asOneClass).toList());
  }

  private static void read(
      DatasetConfig dataset,
      Split split,
      List<ImageRecord> records,
      Configuration hadoop,
      List<Image> images,
      List<Integer> categories) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < records.size(); i++) {
      positions.put(records.get(i).uri(), i);
    }
    try {
      Path root = new Path(dataset.root());
      root = root.getFileSystem(hadoop).makeQualified(root);
      CocoLayout layout = new CocoLayout(root, hadoop);
      CocoFile file =
          CocoFile.read(SplitFiles.resolve(root, split.annotations(dataset), hadoop), hadoop);
      Map<String, Integer> classes = classes(dataset, file, categories);
      for (JsonNode image : file.images()) {
        String id = CocoFile.id(image, "id");
        List<JsonNode> rows = file.annotations().getOrDefault(id, List.of());
        Path path = layout.locate(split.entries(dataset), image.path("file_name").asText());
        images.add(
            new Image(id, positions.getOrDefault(path.toString(), -1), objects(rows, classes)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "dataset.annotations." + split.key() + " cannot be read: " + OneLine.of(e), e);
    }
  }

  /** Class by category id; fills in the category of each class. */
  private static Map<String, Integer> classes(
      DatasetConfig dataset, CocoFile file, List<Integer> categories) {
    Map<String, Integer> classes = new HashMap<>();
    file.categories().forEach((id, name) -> classes.put(id, dataset.names().indexOf(name)));
    for (int classId = 0; classId < dataset.names().size(); classId++) {
      int wanted = classId;
      categories.add(
          classes.entrySet().stream()
              .filter(entry -> entry.getValue() == wanted && entry.getKey().matches(WHOLE))
              .map(entry -> Integer.valueOf(entry.getKey()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InvalidDatasetException(
                          "dataset.names: "
                              + Excerpt.of(dataset.names().get(wanted))
                              + " is no category with a whole number as id; the annotation file has "
                              + file.categories().values())));
    }
    return classes;
  }

  /** The rows that are boxes of a known class; the check of the split has reported the others. */
  private static List<LabelledObject> objects(List<JsonNode> rows, Map<String, Integer> classes) {
    List<LabelledObject> objects = new ArrayList<>();
    for (JsonNode row : rows) {
      int classId = classes.getOrDefault(CocoFile.id(row, "category_id"), -1);
      double[] box = CocoLabels.box(row);
      if (classId >= 0 && box != null) {
        double area = row.path("area").asDouble(box[2] * box[3]);
        boolean crowd = row.path("iscrowd").asInt() != 0;
        objects.add(new LabelledObject(classId, box[0], box[1], box[2], box[3], area, crowd));
      }
    }
    return objects;
  }

  private static List<LabelledObject> objects(ImageRecord image) {
    List<LabelledObject> objects = new ArrayList<>();
    for (int i = 0; i < image.boxCount(); i++) {
      double width = (double) image.boxes()[4 * i + 2] * image.width();
      double height = (double) image.boxes()[4 * i + 3] * image.height();
      double left = (double) image.boxes()[4 * i] * image.width() - width / 2;
      double top = (double) image.boxes()[4 * i + 1] * image.height() - height / 2;
      objects.add(
          new LabelledObject(image.classes()[i], left, top, width, height, width * height, false));
    }
    return objects;
  }

  private static String unique(String name, Set<String> taken) {
    String id = name;
    for (int i = 2; !taken.add(id); i++) {
      id = name + "~" + i;
    }
    return id;
  }

  private static String stem(String uri) {
    String stem = ImageNames.withoutSuffix(uri.substring(uri.lastIndexOf('/') + 1));
    return stem.matches("0+[0-9]+") ? stem.replaceFirst("^0+(?=[0-9])", "") : stem;
  }
}
