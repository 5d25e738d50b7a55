package io.yolospark.config;

import java.io.Serializable;

/** Batch sizes. */
public record BatchConfig(
    @Setting(value = "{}", doc = "Training: any two of the three give the third.")
        TrainBatchConfig train,
    @Setting(value = "{}", doc = "Validation.") ValidationBatchConfig validation)
    implements Serializable {

  /** Batch sizes of training, as written; {@link TrainBatch} has what follows from them. */
  public record TrainBatchConfig(
      @Setting(
              value = "null",
              doc =
                  "Images of one optimizer step over all ranks; null: micro x accumulate x executors, or 16 without accumulate.",
              min = 1)
          Integer global,
      @Setting(
              value = "null",
              doc =
                  "Largest number of images of one forward pass of a rank; auto: the largest that fits (see memory); null: what accumulate says, or 8 without it.")
          BatchSize micro,
      @Setting(
              value = "null",
              doc =
                  "Forward and backward passes of a rank in one optimizer step; null: as many as global and micro need.",
              min = 1)
          Integer accumulate)
      implements Serializable {}

  /** Batch size of validation. */
  public record ValidationBatchConfig(
      @Setting(
              value = "8",
              doc =
                  "Images of one validation forward pass on each executor, used as written; auto: the largest that fits (see memory).")
          BatchSize perExecutor)
      implements Serializable {}

  /** Whether a size has to be found by trying. */
  public boolean needsProbe() {
    return (train.micro() != null && train.micro().isAuto()) || validation.perExecutor().isAuto();
  }

  /** The same with sizes that have been found. */
  public BatchConfig with(TrainBatch found, int perExecutor) {
    return new BatchConfig(
        new TrainBatchConfig(found.global(), BatchSize.of(found.micro()), null),
        new ValidationBatchConfig(BatchSize.of(perExecutor)));
  }
}
