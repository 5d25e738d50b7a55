package io.yolospark.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Every batch size of a run, by arithmetic alone, before anything starts. Ranks are numbered from
 * 0; where images do not divide evenly, the lower ranks take one more. Immutable and serialisable.
 *
 * <p>Training: the global batch of one optimizer step is dealt to the ranks in shares that differ
 * by at most one image; a share is processed in micro-batches that differ by at most one image, the
 * larger first, none empty, in the same number of micro-steps on every rank. The last optimizer
 * step of an epoch wraps around to images of the same epoch, so that it is as large as the others.
 *
 * <p>Validation: the images are dealt once, in runs of consecutive images that differ by at most
 * one; each rank goes through its own in batches of {@code validationBatch}, the last one smaller.
 *
 * @param worldSize ranks, one per executor
 * @param globalBatch images of one optimizer step over all ranks
 * @param microBatch largest number of images of one forward pass of a rank
 * @param trainImages images of the training split
 * @param validationBatch images of one validation forward pass on each executor, exactly as in the
 *     config
 * @param validationImages images of the validation split
 */
public record BatchPlan(
    int worldSize,
    int globalBatch,
    int microBatch,
    int trainImages,
    int validationBatch,
    int validationImages)
    implements Serializable {

  /**
   * Checks that the plan can be carried out.
   *
   * @throws IllegalArgumentException if a number is below 1
   * @throws ConfigException if the global batch cannot be dealt to the ranks or is larger than the
   *     training split
   */
  public BatchPlan {
    for (int number :
        new int[] {
          worldSize, globalBatch, microBatch, trainImages, validationBatch, validationImages
        }) {
      if (number < 1) {
        throw new IllegalArgumentException("Cannot plan with a number below 1: " + number);
      }
    }
    dealing(worldSize, globalBatch, microBatch)
        .or(() -> repetition(globalBatch, trainImages))
        .ifPresent(
            text -> {
              throw new ConfigException(List.of("batch.train.global: " + text));
            });
  }

  /**
   * The plan of a config whose batch sizes are numbers, for splits of the given sizes (usable
   * images).
   *
   * @throws ConfigException if a split is empty or the batch sizes cannot be carried out
   */
  public static BatchPlan of(JobConfig config, int trainImages, int validationImages) {
    Mistakes mistakes = new Mistakes();
    if (trainImages == 0) {
      mistakes.add("dataset.train", "has no usable image; accepted: 1 or more", Origin.DEFAULT);
    }
    if (validationImages == 0) {
      mistakes.add("dataset.val", "has no usable image; accepted: 1 or more", Origin.DEFAULT);
    }
    mistakes.throwIfAny();
    int executors = config.cluster().executors();
    TrainBatch batch = TrainBatch.of(config.batch().train(), executors);
    return new BatchPlan(
        executors,
        batch.global(),
        batch.micro(),
        trainImages,
        config.batch().validation().perExecutor().images(),
        validationImages);
  }

  /** The same with other micro-batches. */
  public BatchPlan withMicroBatch(int images) {
    return new BatchPlan(
        worldSize, globalBatch, images, trainImages, validationBatch, validationImages);
  }

  /**
   * The same global batch on as many ranks as it can be dealt to, at most so many; fewer ranks have
   * larger shares, hence more micro-steps.
   *
   * @param most at least 1
   */
  public BatchPlan onRanks(int most) {
    int ranks = most;
    while (ranks > 1 && dealing(ranks, globalBatch, microBatch).isPresent()) {
      ranks--;
    }
    return new BatchPlan(
        ranks, globalBatch, microBatch, trainImages, validationBatch, validationImages);
  }

  /** Images of a rank in one optimizer step. */
  public int share(int rank) {
    return part(globalBatch, worldSize, checked(rank));
  }

  /** Position of the first image of a rank among the images of an optimizer step. */
  public int shareOffset(int rank) {
    return offset(globalBatch, worldSize, checked(rank));
  }

  /** Forward and backward passes of one optimizer step, the same on every rank. */
  public int microSteps() {
    return ceilDiv(share(0), microBatch);
  }

  /** Images of each micro-step of a rank; {@link #microSteps} numbers from 1 to microBatch. */
  public int[] microSizes(int rank) {
    int share = share(rank);
    int steps = microSteps();
    return IntStream.range(0, steps).map(step -> part(share, steps, step)).toArray();
  }

  /** Optimizer steps of one epoch. */
  public int stepsPerEpoch() {
    return ceilDiv(trainImages, globalBatch);
  }

  /** Images that the last optimizer step of an epoch repeats, because it wraps around. */
  public int repeats() {
    return stepsPerEpoch() * globalBatch - trainImages;
  }

  /** Validation images of a rank; none where there are more ranks than images. */
  public int validationImages(int rank) {
    return part(validationImages, worldSize, checked(rank));
  }

  /** Position of the first validation image of a rank in the validation split. */
  public int validationOffset(int rank) {
    return offset(validationImages, worldSize, checked(rank));
  }

  /** Validation forward passes of a rank. */
  public int validationSteps(int rank) {
    return ceilDiv(validationImages(rank), validationBatch);
  }

  /** Images of each validation forward pass of a rank: validationBatch, the last one the rest. */
  public int[] validationSizes(int rank) {
    int images = validationImages(rank);
    return IntStream.range(0, validationSteps(rank))
        .map(step -> Math.min(validationBatch, images - step * validationBatch))
        .toArray();
  }

  /** The plan as a table for people, without a trailing line break. */
  public String describe() {
    return new BatchPlanText(this).table();
  }

  /** The plan for plan.json: numbers, and one map per rank; keys as in the job config. */
  public Map<String, Object> toMap() {
    return new BatchPlanText(this).map();
  }

  /** Why a global batch cannot be dealt to the ranks, to follow its key; empty if it can. */
  public static Optional<String> dealing(int worldSize, int globalBatch, int microBatch) {
    if (globalBatch < worldSize) {
      return Optional.of(
          "%d cannot be dealt to %d executors; accepted: at least %2$d, or fewer cluster.executors"
              .formatted(globalBatch, worldSize));
    }
    int smallest = globalBatch / worldSize;
    int steps = ceilDiv(ceilDiv(globalBatch, worldSize), microBatch);
    if (smallest < steps) {
      return Optional.of(
          "%d gives rank %d %d images for %d micro-steps (batch.train.micro: %d);"
                  .formatted(globalBatch, worldSize - 1, smallest, steps, microBatch)
              + " accepted: a multiple of %d executors, or a micro of at least %d"
                  .formatted(worldSize, microBatch + 1));
    }
    return Optional.empty();
  }

  private static Optional<String> repetition(int globalBatch, int trainImages) {
    return globalBatch <= trainImages
        ? Optional.empty()
        : Optional.of(
            "%d is more than the %d training images, a step would hold an image twice; accepted: at most %2$d"
                .formatted(globalBatch, trainImages));
  }

  private int checked(int rank) {
    if (rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException("Cannot plan for rank " + rank + " of " + worldSize);
    }
    return rank;
  }

  /** Size of one of {@code parts} that differ by at most one, the larger first. */
  private static int part(int whole, int parts, int index) {
    return whole / parts + (index < whole % parts ? 1 : 0);
  }

  private static int offset(int whole, int parts, int index) {
    return index * (whole / parts) + Math.min(index, whole % parts);
  }

  static int ceilDiv(int dividend, int divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
