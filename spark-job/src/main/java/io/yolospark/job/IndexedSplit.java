package io.yolospark.job;

import io.yolospark.config.DatasetConfig;
import io.yolospark.dataset.CheckedImage;
import io.yolospark.dataset.DatasetIndexer;
import io.yolospark.dataset.DatasetReport;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.dataset.Split;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A checked split.
 *
 * @param records its usable images, in the order of their paths
 * @param report what was found on the way
 */
public record IndexedSplit(List<ImageRecord> records, DatasetReport report) {

  private static final int IMAGES_PER_TASK = 64;

  /**
   * Lists the images on the driver and checks each one in a Spark job.
   *
   * @throws io.yolospark.dataset.InvalidDatasetException if the split cannot be used
   */
  public static IndexedSplit of(JavaSparkContext spark, DatasetConfig dataset, Split split) {
    Configuration hadoop = spark.hadoopConfiguration();
    List<String> images = DatasetIndexer.list(dataset, split, hadoop);
    Broadcast<SerializableConfiguration> shared =
        spark.broadcast(new SerializableConfiguration(hadoop));
    int tasks = Math.max(1, (images.size() + IMAGES_PER_TASK - 1) / IMAGES_PER_TASK);
    List<CheckedImage> checked =
        spark
            .parallelize(images, tasks)
            .map(image -> DatasetIndexer.check(dataset, image, shared.value().value()))
            .collect();
    shared.destroy();
    DatasetReport report = DatasetReport.of(split, dataset.names(), checked);
    report.requireUsable();
    List<ImageRecord> records =
        checked.stream().filter(CheckedImage::usable).map(CheckedImage::record).toList();
    return new IndexedSplit(records, report);
  }

  /** The same images, every object of class 0. */
  IndexedSplit asOneClass() {
    return new IndexedSplit(records.stream().map(ImageRecord::asOneClass).toList(), report);
  }
}
