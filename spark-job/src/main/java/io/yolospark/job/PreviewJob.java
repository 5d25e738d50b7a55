package io.yolospark.job;

import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.image.CacheLimits;
import io.yolospark.image.EpochAugmentation;
import io.yolospark.image.Sample;
import io.yolospark.image.SampleLoader;
import io.yolospark.image.SampleSheet;
import io.yolospark.report.WholeFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures of what training sees: augmented images with their boxes. */
public final class PreviewJob {

  private static final Logger LOG = LoggerFactory.getLogger(PreviewJob.class);

  private final JobConfig config;
  private final List<ImageRecord> records;
  private final Configuration hadoop;

  /**
   * @param records the training split
   */
  public PreviewJob(JobConfig config, List<ImageRecord> records, Configuration hadoop) {
    this.config = config;
    this.records = records;
    this.hadoop = hadoop;
  }

  /**
   * Draws the first samples of an epoch, in the order of their records, just as training would.
   *
   * @param folder where the sheets go, as {@code sheet-1.jpg} and so on
   * @param sheets how many, fewer where images are
   * @param columns samples beside each other on a sheet, and below each other
   * @param epoch from 0
   * @return the files written
   * @throws ClusterException if a file cannot be written
   */
  public List<Path> write(String folder, int sheets, int columns, int epoch) {
    SampleLoader loader =
        SampleLoader.reducing(
            records,
            config.model().imageSize(),
            hadoop,
            CacheLimits.training(config.dataset()),
            bad -> LOG.warn("Cannot decode {}: {}", bad.uri(), bad.reason()));
    int[] all = IntStream.range(0, records.size()).toArray();
    EpochAugmentation augmentation = EpochAugmentation.of(config, epoch, all);
    int perSheet = columns * columns;
    List<Path> written = new ArrayList<>();
    for (int from = 0; from < records.size() && written.size() < sheets; from += perSheet) {
      List<Sample> samples =
          IntStream.range(from, Math.min(from + perSheet, records.size()))
              .mapToObj(record -> loader.training(record, augmentation))
              .toList();
      Path path = new Path(folder, "sheet-" + (written.size() + 1) + ".jpg");
      write(path, SampleSheet.jpeg(samples, columns, config.dataset().names()));
      written.add(path);
    }
    return written;
  }

  private void write(Path path, byte[] jpeg) {
    try {
      WholeFile.write(hadoop, path, jpeg);
    } catch (IOException e) {
      throw new ClusterException("--folder: " + e.getMessage(), e);
    }
  }
}
