package io.yolospark.config;

import java.io.Serializable;
import java.util.Optional;

/** A number of images, or {@code auto}: the largest that the memory of every rank has room for. */
public final class BatchSize implements Serializable {

  /** To be found by trying. */
  public static final BatchSize AUTO = new BatchSize(0);

  static final String ACCEPTED = "1 or more, or auto";

  private static final String AUTO_TEXT = "auto";

  private final int images;

  private BatchSize(int images) {
    this.images = images;
  }

  /** A given number of images, at least 1. */
  public static BatchSize of(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("Cannot make a batch of " + images + " images");
    }
    return new BatchSize(images);
  }

  /** The size that a text names; empty where it names none. */
  static Optional<BatchSize> parse(String text) {
    if (text.equals(AUTO_TEXT)) {
      return Optional.of(AUTO);
    }
    return Values.parse(int.class, text)
        .map(Integer.class::cast)
        .filter(images -> images >= 1)
        .map(BatchSize::of);
  }

  public boolean isAuto() {
    return images == 0;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException for {@link #AUTO}
   */
  public int images() {
    if (isAuto()) {
      throw new IllegalStateException("The batch size is auto and has not been found yet");
    }
    return images;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchSize size && size.images == images;
  }

  @Override
  public int hashCode() {
    return images;
  }

  @Override
  public String toString() {
    return isAuto() ? AUTO_TEXT : Integer.toString(images);
  }
}
