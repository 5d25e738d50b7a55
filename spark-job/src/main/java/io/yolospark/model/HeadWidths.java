package io.yolospark.model;

/**
 * Widths of the class branch of a head.
 *
 * @param classes number of classes: its outputs
 * @param hidden channels of its convolutions; 0 for the reference's formula
 */
record HeadWidths(int classes, int hidden) {

  /** Channels of the convolutions of a branch whose finest level has {@code channels}. */
  int hidden(int channels) {
    return hidden > 0 ? hidden : Math.max(channels, Math.min(2 * classes, 128));
  }
}
