package io.yolospark.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.yolospark.collective.Collective;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.detect.DetectOptions;
import io.yolospark.detect.Detection;
import io.yolospark.detect.Detections;
import io.yolospark.device.MemoryWatch;
import io.yolospark.device.OutOfMemory;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.loss.DetectionLoss;
import io.yolospark.loss.LossStep;
import io.yolospark.loss.LossValue;
import io.yolospark.loss.TargetBatch;
import io.yolospark.model.HeadMaps;
import io.yolospark.model.Mode;
import io.yolospark.model.NetworkInput;
import io.yolospark.model.YoloBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Validates a model on every rank's own share of a split. Only the main branch is computed. Figures
 * do not depend on the number of ranks or the batch size. One thread.
 */
public final class Validator {

  private static final double[] NOT_NORMALISED = {1, 1};

  private final YoloBlock block;
  private final List<ImageRecord> records;
  private final DetectOptions options;
  private final DetectionLoss loss;
  private final MemoryWatch watch;

  /**
   * A validator for a split.
   *
   * @param records the whole split; samples refer to it by position
   * @param watch looks at memory after each batch
   */
  public Validator(
      YoloBlock block, List<ImageRecord> records, JobConfig config, MemoryWatch watch) {
    this.watch = watch;
    this.block = block;
    this.records = records;
    options = DetectOptions.of(config.validation());
    loss = new DetectionLoss(config.train().loss());
  }

  /**
   * Runs the given batches on this rank and merges what all ranks found. Every rank must call it.
   *
   * @param store gives a store of the weights for one batch, attached to that batch's manager
   * @param limit asked where memory ends
   */
  public ValidationOutcome run(
      NDManager manager,
      Function<NDManager, ParameterStore> store,
      Iterator<Batch> batches,
      Collective collective,
      BatchLimit limit) {
    List<ImageStatistics> statistics = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    double[] sums = new double[4];
    Deque<Batch> open = new ArrayDeque<>();
    while (!open.isEmpty() || batches.hasNext()) {
      if (open.isEmpty()) {
        open.addAll(batches.next().split(limit.most()));
      }
      Batch batch = open.element();
      try {
        statistics.addAll(detect(manager, store, batch, sums));
        sizes.add(batch.size());
        open.remove();
      } catch (RuntimeException | OutOfMemoryError e) {
        if (!OutOfMemory.causes(e)) {
          throw e;
        }
        limit.shrink(
            batch.size(),
            e instanceof RuntimeException outage
                ? outage
                : new OutOfMemoryException("The Java heap is full", e));
        List<Batch> again =
            open.stream().flatMap(each -> each.split(limit.most()).stream()).toList();
        open.clear();
        open.addAll(again);
      }
    }
    int[] ran = sizes.stream().mapToInt(Integer::intValue).toArray();
    return merge(new RankValidation(ValidationStatistics.of(statistics), ran, sums), collective);
  }

  /** Adds to the sums only when all of the batch is done. */
  private List<ImageStatistics> detect(
      NDManager manager, Function<NDManager, ParameterStore> store, Batch batch, double[] sums) {
    List<ImageStatistics> statistics = new ArrayList<>();
    try (NDManager step = manager.newSubManager()) {
      NDArray images = NetworkInput.of(step, batch);
      HeadMaps maps = block.heads(store.apply(step), images, Mode.INFER);
      double[] losses = losses(maps, batch);
      List<List<Detection>> detections = Detections.of(maps.main(), options);
      watch.check("validation", batch.size());
      for (int i = 0; i < batch.size(); i++) {
        statistics.add(match(batch.samples().get(i), detections.get(i)));
      }
      for (int i = 0; i < sums.length; i++) {
        sums[i] += losses[i];
      }
    }
    return statistics;
  }

  private double[] losses(HeadMaps maps, Batch batch) {
    TargetBatch targets =
        TargetBatch.of(
            batch.samples().stream().map(Sample::labels).toList(), batch.width(), batch.height());
    LossStep step = loss.prepare(maps.main(), null, targets);
    LossValue value = step.total(NOT_NORMALISED, 1);
    return new double[] {value.box(), value.cls(), value.dfl(), step.scoreSums()[1]};
  }

  private ImageStatistics match(Sample sample, List<Detection> detections) {
    GroundTruth labels = GroundTruth.of(records.get(sample.record()));
    return Matcher.match(
        sample.record(), Detections.toOriginal(detections, sample.letterbox()), labels);
  }

  private static ValidationOutcome merge(RankValidation own, Collective collective) {
    List<ValidationStatistics> shares = new ArrayList<>();
    List<List<Integer>> sizes = new ArrayList<>();
    double[] sums = new double[4];
    for (byte[] bytes : collective.allGather(RankValidationCodec.encode(own))) {
      RankValidation rank = RankValidationCodec.decode(bytes);
      shares.add(rank.statistics());
      sizes.add(Arrays.stream(rank.batchSizes()).boxed().toList());
      for (int i = 0; i < sums.length; i++) {
        sums[i] += rank.lossSums()[i];
      }
    }
    double normaliser = Math.max(sums[3], 1);
    return new ValidationOutcome(
        ValidationStatistics.merge(shares).metrics(),
        sums[0] / normaliser,
        sums[1] / normaliser,
        sums[2] / normaliser,
        List.copyOf(sizes));
  }
}
