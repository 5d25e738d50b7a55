package io.yolospark.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a set of images contributes to the metrics: a rank's share, or the whole split once the
 * shares are merged. Images are kept in the order of their position, so the metrics depend neither
 * on who evaluated an image nor on the order of merging. Immutable.
 */
public final class ValidationStatistics {

  private final List<ImageStatistics> images;

  private ValidationStatistics(List<ImageStatistics> images) {
    this.images = images;
  }

  /**
   * Statistics of the given images.
   *
   * @throws IllegalArgumentException if a position occurs twice
   */
  public static ValidationStatistics of(Collection<ImageStatistics> images) {
    List<ImageStatistics> sorted = new ArrayList<>(images);
    sorted.sort(Comparator.comparingInt(ImageStatistics::position));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).position() == sorted.get(i - 1).position()) {
        throw new IllegalArgumentException(
            "Cannot count image " + sorted.get(i).position() + " twice");
      }
    }
    return new ValidationStatistics(List.copyOf(sorted));
  }

  /**
   * The union of shares, in any order.
   *
   * @throws IllegalArgumentException if two shares hold the same image
   */
  public static ValidationStatistics merge(Collection<ValidationStatistics> shares) {
    return of(shares.stream().flatMap(share -> share.images.stream()).toList());
  }

  /** Inverse of {@link #encode}. */
  public static ValidationStatistics decode(byte[] bytes) {
    return of(StatisticsCodec.decode(bytes));
  }

  /** A compact form for exchange between ranks: about 10 bytes a detection. */
  public byte[] encode() {
    return StatisticsCodec.encode(images);
  }

  /** The images, by rising position. */
  public List<ImageStatistics> images() {
    return images;
  }

  /** Precision, recall and average precision over these images. */
  public DetectionMetrics metrics() {
    return MetricsCalculator.compute(images);
  }
}
