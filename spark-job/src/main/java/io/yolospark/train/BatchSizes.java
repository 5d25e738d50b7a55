package io.yolospark.train;

import io.yolospark.collective.Collective;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.evaluate.BatchLimit;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.report.Notice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The batch sizes that a rank runs with: the plan's until memory ends, then smaller ones as the
 * policy allows, for the rest of the run. The global batch and the metrics stay what they are.
 * Every rank shrinks training alike; validation each for itself. Not thread-safe.
 */
final class BatchSizes implements BatchLimit {

  private final int rank;
  private final OutOfMemoryPolicy policy;
  private final DeviceMemory memory;
  private final Consumer<Notice> notices;
  private BatchPlan plan;
  private int validationBatch;
  private int epoch;

  /**
   * The sizes of a rank.
   *
   * @param memory told to give back what the outage leaves in caches, which the next try needs
   */
  BatchSizes(
      BatchPlan plan,
      int rank,
      OutOfMemoryPolicy policy,
      DeviceMemory memory,
      Consumer<Notice> notices) {
    this.memory = memory;
    this.plan = plan;
    this.rank = rank;
    this.policy = policy;
    this.notices = notices;
    validationBatch = plan.validationBatch();
  }

  /** What follows is in this epoch. */
  void enter(int number) {
    epoch = number;
  }

  /** The sizes of all ranks; every rank must call it. */
  CurrentSizes current(Collective collective) {
    ByteBuffer own = ByteBuffer.allocate(Integer.BYTES).putInt(0, validationBatch);
    int least = validationBatch;
    for (byte[] other : collective.allGather(own.array())) {
      least = Math.min(least, ByteBuffer.wrap(other).getInt());
    }
    return new CurrentSizes(plan.microBatch(), least < plan.validationBatch() ? least : null);
  }

  /** Goes on where a run had come to; a plan that is smaller anyhow stays. */
  void restore(CurrentSizes sizes) {
    if (sizes.microBatch() < plan.microBatch()) {
      plan = plan.withMicroBatch(sizes.microBatch());
    }
    if (sizes.validationBatch() != null) {
      validationBatch = Math.min(validationBatch, sizes.validationBatch());
    }
  }

  /** Forward and backward passes of a step of the plan as it was at first. */
  List<Batch> split(List<Batch> microBatches) {
    List<Sample> samples = microBatches.stream().flatMap(each -> each.samples().stream()).toList();
    List<Batch> batches = new ArrayList<>();
    int offset = 0;
    for (int size : plan.microSizes(rank)) {
      batches.add(new Batch(samples.subList(offset, offset + size)));
      offset += size;
    }
    return batches;
  }

  /**
   * Halves the micro-batch.
   *
   * @throws OutOfMemoryException if that is not allowed, or leaves none
   */
  void shrinkTraining(StepOutOfMemory outage, int side, int step) {
    int images = plan.microSizes(0)[0];
    int half = (images + 1) / 2;
    String what =
        "Out of memory in %s, at step %d of epoch %d, with %d images of %d px in a forward pass"
            .formatted(outage.getMessage(), step + 1, epoch + 1, outage.images(), side);
    if (policy == OutOfMemoryPolicy.FAIL) {
      throw new OutOfMemoryException(
          what
              + "; lower batch.train.micro (the global batch stays what it is), or set"
              + " memory.on-out-of-memory: shrink",
          outage);
    }
    if (images == 1 || BatchPlan.dealing(plan.worldSize(), plan.globalBatch(), half).isPresent()) {
      throw smallest(what, outage);
    }
    memory.release();
    plan = plan.withMicroBatch(half);
    if (rank == 0) {
      notices.accept(
          new Notice(
              epoch,
              step,
              rank,
              "shrink",
              what
                  + "; from this step on batch.train.micro is %d, in %d micro-steps; batch.train.global stays %d"
                      .formatted(half, plan.microSteps(), plan.globalBatch())));
    }
  }

  @Override
  public int most() {
    return validationBatch;
  }

  @Override
  public void shrink(int images, RuntimeException outage) {
    String what =
        "Out of memory in validation of epoch %d on rank %d, with %d images in a forward pass"
            .formatted(epoch + 1, rank, images);
    if (policy == OutOfMemoryPolicy.FAIL) {
      throw new OutOfMemoryException(
          what
              + "; lower batch.validation.per-executor (the metrics stay the same), or set"
              + " memory.on-out-of-memory: shrink",
          outage);
    }
    if (images == 1) {
      throw smallest(what, outage);
    }
    memory.release();
    validationBatch = (images + 1) / 2;
    notices.accept(
        new Notice(
            epoch,
            Notice.NONE,
            rank,
            "shrink",
            what + "; from now on this rank validates %d at a time".formatted(validationBatch)));
  }

  private static OutOfMemoryException smallest(String what, RuntimeException outage) {
    return new OutOfMemoryException(
        what
            + "; it cannot be made smaller: take a smaller model.image-size or model.variant, or"
            + " give the ranks more memory",
        outage);
  }
}
