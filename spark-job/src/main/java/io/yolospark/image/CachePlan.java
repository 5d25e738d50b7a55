package io.yolospark.image;

import io.yolospark.config.CacheKind;
import io.yolospark.config.DatasetConfig;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each executor may keep of the decoded images, and what all of them would take. Immutable.
 *
 * @param dataset with the cache's kind, budget and folder
 * @param trainBytes of all training images, decoded and resized
 * @param validationBytes of all validation images, decoded and resized
 */
public record CachePlan(DatasetConfig dataset, long trainBytes, long validationBytes) {

  /** The plan of a config for the records of its splits. */
  public static CachePlan of(
      JobConfig config, List<ImageRecord> train, List<ImageRecord> validation) {
    int size = config.model().imageSize();
    return new CachePlan(config.dataset(), bytes(train, size), bytes(validation, size));
  }

  private static long bytes(List<ImageRecord> records, int size) {
    return records.stream()
        .map(record -> Letterbox.square(record.width(), record.height(), size))
        .mapToLong(letterbox -> 3L * letterbox.resizedWidth() * letterbox.resizedHeight())
        .sum();
  }

  /** The plan as a table for people, without a trailing line break. */
  public String describe() {
    String kind = dataset.cache().name().toLowerCase(Locale.ROOT);
    if (dataset.cache() == CacheKind.NONE) {
      return "image cache: none (dataset.cache), every use reads and decodes the file";
    }
    String budget =
        dataset.cacheBudget() == null ? "half of the heap" : dataset.cacheBudget() + " at most";
    return "image cache: %s, %s on each executor; decoded images take %s for training, %s for validation"
        .formatted(kind, budget, mebibytes(trainBytes), mebibytes(validationBytes));
  }

  /** The plan for plan.json; keys as in the dataset descriptor where they are the same. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cache", dataset.cache().name().toLowerCase(Locale.ROOT));
    map.put("cache-budget", dataset.cacheBudget());
    map.put("cache-folder", dataset.cacheFolder());
    map.put("decoded-train-bytes", trainBytes);
    map.put("decoded-validation-bytes", validationBytes);
    return map;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
