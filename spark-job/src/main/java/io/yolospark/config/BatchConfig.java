package io.yolospark.config;

import java.io.Serializable;

/** Batch sizes. */
public record BatchConfig(
    @Setting(value = "{}", doc = "Training.") TrainBatchConfig train,
    @Setting(value = "{}", doc = "Validation.") ValidationBatchConfig validation)
    implements Serializable {

  /** Batch sizes of training. */
  public record TrainBatchConfig(
      @Setting(value = "16", doc = "Images of one optimizer step over all ranks.", min = 1)
          int global,
      @Setting(
              value = "8",
              doc = "Largest number of images of one forward pass of a rank.",
              min = 1)
          int micro)
      implements Serializable {}

  /** Batch size of validation. */
  public record ValidationBatchConfig(
      @Setting(
              value = "8",
              doc = "Images of one validation forward pass on each executor; used as written.",
              min = 1)
          int perExecutor)
      implements Serializable {}
}
