package io.yolospark.image;

import java.util.List;

/**
 * A decoded image with its boxes.
 *
 * @param record position of its record
 * @param boxes in pixels of {@code image}
 */
record LabelledImage(int record, PixelImage image, List<PixelBox> boxes) {

  /** Nothing, in place of an image that nobody will see. */
  static LabelledImage unseen(int record) {
    return new LabelledImage(record, PixelImage.none(1, 1, 1), List.of());
  }
}
