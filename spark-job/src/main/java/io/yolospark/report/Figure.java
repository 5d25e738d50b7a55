package io.yolospark.report;

import java.util.Arrays;

/** What a rank tells of itself while it runs, in one name for all outputs. */
public enum Figure {
  /** Memory in use on what the rank computes on, in bytes. */
  MEMORY_USED("memory/used_bytes"),
  /** Most memory in use since training began, in bytes. */
  MEMORY_PEAK("memory/peak_bytes"),
  /** What the peak leaves free, as a part of the limit; negative where the limit is exceeded. */
  MEMORY_HEADROOM("memory/headroom"),
  /** Training images of this rank, by the time of its steps. */
  IMAGES_PER_SECOND("speed/images_per_second"),
  /** Mean time of an optimizer step, all that follows included. */
  STEP_SECONDS("time/step_seconds"),
  /** Mean time that a step waited for images. */
  DATA_WAIT_SECONDS("time/data_wait_seconds"),
  /** Mean time that a step waited for sums over the ranks: what backward did not hide. */
  EXPOSED_SECONDS("time/exposed_communication_seconds"),
  /** Time of the validation of this rank's share, merging with the others included. */
  VALIDATION_SECONDS("time/validation_seconds"),
  /** CIoU term of the loss, mean over the epoch so far and over all ranks. */
  BOX_LOSS("train/box_loss"),
  /** Class term, likewise. */
  CLS_LOSS("train/cls_loss"),
  /** Distribution focal term, likewise. */
  DFL_LOSS("train/dfl_loss"),
  /** Mean average precision at IoU 0.5, of all ranks together. */
  MAP50("metrics/mAP_0.5"),
  /** Mean average precision over IoU 0.5 to 0.95, of all ranks together. */
  MAP("metrics/mAP_0.5:0.95");

  private final String label;

  Figure(String label) {
    this.label = label;
  }

  /** The name of the column, and of the chart in TensorBoard. */
  public String label() {
    return label;
  }

  /**
   * Inverse of {@link #label}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Figure of(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Cannot read event: no figure " + label));
  }
}
