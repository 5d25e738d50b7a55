package io.yolospark.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The labelled boxes of the images of one micro-step. Immutable. */
public final class TargetBatch {
  private static final int COLUMNS = 5;

  private final int width;
  private final int height;
  private final List<ImageTargets> images;

  private TargetBatch(int width, int height, List<ImageTargets> images) {
    this.width = width;
    this.height = height;
    this.images = images;
  }

  /**
   * Boxes of one image.
   *
   * @param classIds one per box
   * @param boxes in pixels of the network input
   */
  record ImageTargets(int[] classIds, BoxSet boxes) {
    int count() {
      return classIds.length;
    }
  }

  /**
   * Targets from label rows.
   *
   * @param labels per image rows of class, centre x, centre y, width, height, normalised to the
   *     network input. Rows whose corners sum to 0 or less (padding) are left out.
   * @param width of the network input in pixels
   * @param height of the network input in pixels
   * @throws IllegalArgumentException when a length is not a multiple of 5
   */
  public static TargetBatch of(List<float[]> labels, int width, int height) {
    List<ImageTargets> images = new ArrayList<>(labels.size());
    for (float[] rows : labels) {
      if (rows.length % COLUMNS != 0) {
        throw new IllegalArgumentException(
            "Cannot read labels: " + rows.length + " values are not rows of " + COLUMNS);
      }
      images.add(image(rows, width, height));
    }
    return new TargetBatch(width, height, images);
  }

  /** Number of images. */
  public int images() {
    return images.size();
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  ImageTargets image(int index) {
    return images.get(index);
  }

  private static ImageTargets image(float[] rows, int width, int height) {
    int count = 0;
    int[] classIds = new int[rows.length / COLUMNS];
    float[] boxes = new float[4 * classIds.length];
    for (int row = 0; row < rows.length; row += COLUMNS) {
      float x = rows[row + 1] * width;
      float y = rows[row + 2] * height;
      float halfWidth = rows[row + 3] * width / 2;
      float halfHeight = rows[row + 4] * height / 2;
      float[] box = {x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight};
      if (box[0] + box[1] + box[2] + box[3] > 0) {
        System.arraycopy(box, 0, boxes, 4 * count, 4);
        classIds[count++] = (int) rows[row];
      }
    }
    return new ImageTargets(
        Arrays.copyOf(classIds, count), BoxSet.of(Arrays.copyOf(boxes, 4 * count)));
  }
}
