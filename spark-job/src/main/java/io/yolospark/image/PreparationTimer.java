package io.yolospark.image;

import io.yolospark.dataset.ImageRecord;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Times the preparation of images in the calling thread, by the processor time of the thread and
 * the collector's pauses: what else runs on the machine counts little. One thread.
 */
public final class PreparationTimer {

  private final List<ImageRecord> records;
  private final ImageStore store;
  private final SampleLoader loader;
  private final SampleLoader caching;

  /**
   * @param records images to prepare, each once per measurement
   * @param size side of the network's square in pixels
   */
  public PreparationTimer(List<ImageRecord> records, int size, Configuration hadoop) {
    this.records = List.copyOf(records);
    CacheLimits nothing = new CacheLimits(0, 0);
    store =
        new ImageStore(
            this.records,
            size,
            hadoop,
            nothing,
            Decoding.REDUCED,
            bad -> {
              throw new IllegalArgumentException(bad.uri() + ": " + bad.reason());
            });
    loader = SampleLoader.reducing(this.records, size, hadoop, nothing, bad -> {});
    CacheLimits everything = new CacheLimits(0, 3L * size * size * records.size());
    caching = SampleLoader.reducing(this.records, size, hadoop, everything, bad -> {});
  }

  /** Seconds to read and decode every image and to resize its long side to the network's. */
  public double decode() {
    return seconds(record -> OpenCv.scoped(() -> store.image(record).bytes()));
  }

  /** Seconds to make the training sample of every image; each use reads and decodes the file. */
  public double augment(EpochAugmentation epoch) {
    return seconds(record -> loader.training(record, epoch));
  }

  /** As {@link #augment}, with the decoded images of earlier rounds kept in memory. */
  public double augmentCached(EpochAugmentation epoch) {
    return seconds(record -> caching.training(record, epoch));
  }

  private double seconds(IntConsumer work) {
    double start = usedSeconds();
    for (int record = 0; record < records.size(); record++) {
      work.accept(record);
    }
    return usedSeconds() - start;
  }

  private static double usedSeconds() {
    long pauses =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum();
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9 + pauses / 1e3;
  }
}
