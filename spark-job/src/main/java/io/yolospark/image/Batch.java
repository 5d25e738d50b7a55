package io.yolospark.image;

import java.util.List;

/** Images of one forward pass, in the order asked for. */
public record Batch(List<Sample> samples) {

  /** Number of images. */
  public int size() {
    return samples.size();
  }
}
