package io.yolospark.config;

import java.io.Serializable;
import java.util.List;

/**
 * Dataset descriptor. Splits are relative to {@code root}. For {@code yolo} a split is an image
 * folder or a text file of image paths; for {@code voc} it is the name of a list in {@code
 * ImageSets/Main} or a text file of image ids; for {@code coco} it is an image folder, and {@code
 * annotations} names the JSON file of the split.
 *
 * @param test null where the dataset has none
 * @param synthetic null unless the set is one that is drawn
 * @param annotations null unless the format is coco
 * @param cacheBudget null for half of the heap
 * @param cacheFolder null for the executor's temporary folder
 */
public record DatasetConfig(
    @Setting(doc = "Annotation format: yolo, voc or coco.") DatasetFormat format,
    @Setting(
            doc =
                "Root folder: any Hadoop FileSystem URI, or a path relative to the descriptor's file.",
            path = true)
        String root,
    @Setting(doc = "Training split.") List<String> train,
    @Setting(doc = "Validation split.") List<String> val,
    @Setting(value = "null", doc = "Test split.") List<String> test,
    @Setting(doc = "Class names in the order of their ids.") List<String> names,
    @Setting(
            value = "null",
            doc = "For the yolo format: draw the set when root is missing; null: never.")
        SyntheticConfig synthetic,
    @Setting(value = "null", doc = "For the coco format: the annotation files, relative to root.")
        AnnotationsConfig annotations,
    @Setting(
            value = "memory",
            doc =
                "Where each executor keeps decoded, resized images between epochs: none, memory or disk.")
        CacheKind cache,
    @Setting(
            value = "null",
            doc =
                "Most bytes of an executor for it, as 512m or 20g; two thirds are for training images; null: half of the heap (memory only).")
        String cacheBudget,
    @Setting(
            value = "null",
            doc =
                "For disk: a local folder on every executor; null: the executor's temporary folder.")
        String cacheFolder)
    implements Serializable {

  /** A set whose images are kept in memory, up to half of the heap. */
  public DatasetConfig(
      DatasetFormat format,
      String root,
      List<String> train,
      List<String> val,
      List<String> test,
      List<String> names,
      SyntheticConfig synthetic,
      AnnotationsConfig annotations) {
    this(
        format,
        root,
        train,
        val,
        test,
        names,
        synthetic,
        annotations,
        CacheKind.MEMORY,
        null,
        null);
  }

  /** A set of YOLO or VOC format that is not drawn. */
  public DatasetConfig(
      DatasetFormat format,
      String root,
      List<String> train,
      List<String> val,
      List<String> test,
      List<String> names) {
    this(format, root, train, val, test, names, null, null);
  }

  /**
   * What an executor may use for kept images, in bytes.
   *
   * @param heapBytes the largest size of its Java heap
   */
  public long cacheBytes(long heapBytes) {
    if (cache == CacheKind.NONE) {
      return 0;
    }
    return cacheBudget == null ? heapBytes / 2 : ByteSize.parse(cacheBudget).orElseThrow();
  }
}
