package io.yolospark.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.detect.DetectOptions;
import io.yolospark.detect.Detection;
import io.yolospark.detect.Detections;
import io.yolospark.image.Batch;
import io.yolospark.image.BatchLoader;
import io.yolospark.image.CacheLimits;
import io.yolospark.image.Sample;
import io.yolospark.image.SampleLoader;
import io.yolospark.model.Mode;
import io.yolospark.model.NetworkInput;
import io.yolospark.model.YoloBlock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detects on one rank's share of a split with a stored model, as validation does. One thread. */
public final class RankDetector {
  private static final Logger LOG = LoggerFactory.getLogger(RankDetector.class);
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(5);
  private static final CacheLimits NO_CACHE = new CacheLimits(0, 0);

  private final ModelFolder model;
  private final JobConfig config;
  private final List<ImageRecord> records;
  private final Configuration hadoop;

  /**
   * A detector.
   *
   * @param config batch size, thresholds and loader
   * @param records the whole split
   */
  public RankDetector(
      ModelFolder model, JobConfig config, List<ImageRecord> records, Configuration hadoop) {
    this.model = model;
    this.config = config;
    this.records = records;
    this.hadoop = hadoop;
  }

  /**
   * Runs the rank's batches.
   *
   * @return detections by position of the image, strongest first, in pixels of the original
   */
  public Map<Integer, List<Detection>> run(BatchPlan plan, int rank, Device device)
      throws IOException {
    Map<Integer, List<Detection>> found = new HashMap<>();
    try (NDManager manager = NDManager.newBaseManager(device);
        BatchLoader batches = batches(plan, rank)) {
      YoloBlock block = model.load(manager, hadoop);
      while (batches.hasNext()) {
        detect(block, manager, batches.next(), found);
      }
    }
    return found;
  }

  private void detect(
      YoloBlock block, NDManager manager, Batch batch, Map<Integer, List<Detection>> found) {
    try (NDManager step = manager.newSubManager()) {
      ParameterStore weights = new ParameterStore(step, false);
      List<List<Detection>> detections =
          Detections.of(
              block.heads(weights, NetworkInput.of(step, batch), Mode.INFER).main(),
              DetectOptions.of(config.validation()));
      for (int i = 0; i < batch.size(); i++) {
        Sample sample = batch.samples().get(i);
        found.put(
            sample.record(),
            new ArrayList<>(Detections.toOriginal(detections.get(i), sample.letterbox())));
      }
    }
  }

  private BatchLoader batches(BatchPlan plan, int rank) {
    SampleLoader loader =
        new SampleLoader(
            records,
            model.imageSize(),
            hadoop,
            NO_CACHE,
            bad -> LOG.warn("Cannot decode {}: {}", bad.uri(), bad.reason()));
    boolean rect = config.validation().rect();
    List<int[]> batches =
        rect
            ? ValidationBatches.alike(plan, rank, records, model.imageSize())
            : ValidationBatches.planned(plan, rank);
    IntFunction<Sample> sample = rect ? loader::validationRectangle : loader::validation;
    return new BatchLoader(
        "rank " + rank + " validate", batches, sample, config.loader(), LOAD_LIMIT);
  }
}
