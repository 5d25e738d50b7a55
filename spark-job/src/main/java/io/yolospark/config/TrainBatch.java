package io.yolospark.config;

import io.yolospark.config.BatchConfig.TrainBatchConfig;

/**
 * What {@code batch.train} comes to: with G images of a step over W executors, micro-batches of m
 * and a micro-steps, {@code a = ceil(ceil(G / W) / m)}.
 *
 * @param global images of one optimizer step over all ranks
 * @param micro largest number of images of one forward pass of a rank
 */
public record TrainBatch(int global, int micro) {

  private static final int DEFAULT_GLOBAL = 16;
  private static final int DEFAULT_MICRO = 8;

  /**
   * The sizes that a config states, which loading it has found not to contradict each other.
   *
   * @throws IllegalStateException if the micro-batch is auto
   */
  public static TrainBatch of(TrainBatchConfig config, int executors) {
    return found(config, config.micro() == null ? null : config.micro().images(), executors);
  }

  /**
   * The sizes of a config whose micro-batch is {@code micro}.
   *
   * @param micro null where the config does not state it
   */
  public static TrainBatch found(TrainBatchConfig config, Integer micro, int executors) {
    Integer global = config.global();
    Integer accumulate = config.accumulate();
    if (accumulate == null) {
      return new TrainBatch(
          global != null ? global : defaultGlobal(config, micro, executors),
          micro != null ? micro : DEFAULT_MICRO);
    }
    if (global == null) {
      int images = micro != null ? micro : DEFAULT_MICRO;
      return new TrainBatch(
          Math.multiplyExact(Math.multiplyExact(images, accumulate), executors), images);
    }
    return new TrainBatch(
        global,
        micro != null
            ? micro
            : BatchPlan.ceilDiv(BatchPlan.ceilDiv(global, executors), accumulate));
  }

  // a micro-batch that was searched for is meant to be used whole
  private static int defaultGlobal(TrainBatchConfig config, Integer micro, int executors) {
    boolean searched = config.micro() != null && config.micro().isAuto();
    return searched ? Math.multiplyExact(micro, executors) : DEFAULT_GLOBAL;
  }

  /** Whether an optimizer step has several micro-steps. */
  public boolean accumulates(int executors) {
    return BatchPlan.ceilDiv(global, executors) > micro;
  }

  /** Largest micro-batch that a search need try: the share of a rank where it is known. */
  public static int mostMicro(TrainBatchConfig config, int executors, int trainImages) {
    int accumulate = config.accumulate() == null ? 1 : config.accumulate();
    int images = config.global() == null ? trainImages / accumulate : config.global();
    return Math.max(1, BatchPlan.ceilDiv(images, executors));
  }

  /** Why the three sizes contradict each other, to follow their key; null if they do not. */
  static String contradiction(TrainBatchConfig config, int executors) {
    Integer global = config.global();
    BatchSize micro = config.micro();
    Integer accumulate = config.accumulate();
    if (global == null || micro == null || accumulate == null) {
      return null;
    }
    int share = BatchPlan.ceilDiv(global, executors);
    if (micro.isAuto()) {
      return "auto, but global %d over %d executors is %d images each, in %d micro-steps (accumulate) micro-batches of %d; accepted: leave out one of the three"
          .formatted(global, executors, share, accumulate, BatchPlan.ceilDiv(share, accumulate));
    }
    int steps = BatchPlan.ceilDiv(share, micro.images());
    if (steps == accumulate) {
      return null;
    }
    return "global %d over %d executors is %d images each, in micro-batches of %d that makes %d micro-steps, but accumulate is %d (micro %4$d x accumulate %6$d x executors %2$d = %d); accepted: leave out one of the three, or make them agree"
        .formatted(
            global,
            executors,
            share,
            micro.images(),
            steps,
            accumulate,
            (long) micro.images() * accumulate * executors);
  }
}
