package io.yolospark.dataset;

import java.io.Serializable;
import java.util.List;

/**
 * What {@link DatasetIndexer#check} found out about one image.
 *
 * @param uri the image file
 * @param record the image with its valid boxes; null if the image is rejected
 * @param problems everything that was dropped, corrected or led to the rejection; empty for a clean
 *     image
 */
public record CheckedImage(String uri, ImageRecord record, List<Problem> problems)
    implements Serializable {

  /** False if the image is rejected; then {@link #problems} has the reason. */
  public boolean usable() {
    return record != null;
  }
}
