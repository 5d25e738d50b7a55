package io.yolospark.image;

import java.util.ArrayList;
import java.util.List;

/** Images of one forward pass, all of the same size, in the order asked for. */
public record Batch(List<Sample> samples) {

  /** Number of images. */
  public int size() {
    return samples.size();
  }

  /** Columns of every image. */
  public int width() {
    return samples.get(0).width();
  }

  /** Rows of every image. */
  public int height() {
    return samples.get(0).height();
  }

  /** The same images in the same order, at most so many in a batch. */
  public List<Batch> split(int most) {
    List<Batch> parts = new ArrayList<>();
    for (int start = 0; start < size(); start += most) {
      parts.add(new Batch(samples.subList(start, start + Math.min(most, size() - start))));
    }
    return parts;
  }

  /** The same images, bilinearly resized to a square, for training; this batch if they fit. */
  public Batch resized(int side) {
    if (width() == side && height() == side) {
      return this;
    }
    return new Batch(samples.stream().map(sample -> sample.resized(side)).toList());
  }
}
