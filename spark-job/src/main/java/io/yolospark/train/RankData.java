package io.yolospark.train;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.image.BadImage;
import io.yolospark.image.BatchLoader;
import io.yolospark.image.CacheLimits;
import io.yolospark.image.EpochAugmentation;
import io.yolospark.image.Sample;
import io.yolospark.image.SampleLoader;
import io.yolospark.report.Event;
import io.yolospark.report.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** The batches of one rank: which records, in which order, as the plan says. */
final class RankData {

  /** Longest wait for one batch; a batch is at most a few hundred images. */
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(5);

  private final JobConfig config;
  private final BatchPlan plan;
  private final int rank;
  private final EpochSampler sampler;
  private final int[] allRecords;
  private final SampleLoader train;
  private final SampleLoader validation;
  private final List<int[]> validationBatches;

  RankData(TrainTask task, int rank, Configuration hadoop, Consumer<Event> events) {
    config = task.config();
    plan = task.plan();
    this.rank = rank;
    sampler = new EpochSampler(plan.trainImages(), plan.globalBatch(), config.seed());
    allRecords = IntStream.range(0, plan.trainImages()).toArray();
    Consumer<BadImage> report = bad -> events.accept(notice(bad));
    int side = config.model().imageSize();
    train =
        SampleLoader.reducing(
            task.trainRecords(), side, hadoop, CacheLimits.training(config.dataset()), report);
    validation =
        new SampleLoader(
            task.validationRecords(),
            side,
            hadoop,
            CacheLimits.validation(config.dataset()),
            report);
    validationBatches =
        config.validation().rect()
            ? ValidationBatches.alike(plan, rank, task.validationRecords(), side)
            : ValidationBatches.planned(plan, rank);
    if (validationBatches.size() != plan.validationSteps(rank)) {
      events.accept(moreBatches());
    }
  }

  /**
   * One batch per micro-step of the epoch, from a step on. Mosaic partners come from the whole
   * split, so ranks do not matter.
   */
  BatchLoader training(int epoch, int firstStep) {
    int[] order = sampler.permutation(epoch);
    List<int[]> batches = new ArrayList<>();
    for (int step = firstStep; step < plan.stepsPerEpoch(); step++) {
      int offset = plan.shareOffset(rank);
      for (int size : plan.microSizes(rank)) {
        batches.add(sampler.slice(order, step, offset, size));
        offset += size;
      }
    }
    EpochAugmentation augmentation = EpochAugmentation.of(config, epoch, allRecords);
    String name = "rank " + rank + " epoch " + (epoch + 1) + " training";
    return new BatchLoader(
        name, batches, record -> train.training(record, augmentation), config.loader(), LOAD_LIMIT);
  }

  /** This rank's validation images, in batches of the config's size at most. */
  BatchLoader validation(int epoch) {
    String name = "rank " + rank + " epoch " + (epoch + 1) + " validation";
    IntFunction<Sample> sample =
        config.validation().rect() ? validation::validationRectangle : validation::validation;
    return new BatchLoader(name, validationBatches, sample, config.loader(), LOAD_LIMIT);
  }

  private Notice moreBatches() {
    return new Notice(
        Notice.NONE,
        Notice.NONE,
        rank,
        "validation-batches",
        "validation.rect: %d batches instead of %d, because images of different shapes do not mix"
            .formatted(validationBatches.size(), plan.validationSteps(rank)));
  }

  private Notice notice(BadImage bad) {
    return new Notice(
        Notice.NONE,
        Notice.NONE,
        rank,
        "bad-image",
        "Cannot decode " + bad.uri() + ": " + bad.reason());
  }
}
