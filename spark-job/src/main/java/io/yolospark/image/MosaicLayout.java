package io.yolospark.image;

import java.util.SplittableRandom;

/**
 * Where the four images of a mosaic lie on its square canvas of twice the size: the first ends at
 * the centre with its bottom-right corner, the second with its bottom-left, the third with its
 * top-right, the fourth with its top-left.
 *
 * @param size side of the network's square in pixels
 * @param centreX column where the images meet, from size/2 to 3/2 size
 * @param centreY row where the images meet, in the same range
 */
record MosaicLayout(int size, int centreX, int centreY) {

  static MosaicLayout draw(int size, SplittableRandom random) {
    int centreY = (int) random.nextDouble(size / 2.0, 1.5 * size);
    int centreX = (int) random.nextDouble(size / 2.0, 1.5 * size);
    return new MosaicLayout(size, centreX, centreY);
  }

  int side() {
    return 2 * size;
  }

  /** Canvas column of the left edge of an image; negative where it is cropped. */
  int left(int position, int width) {
    return position % 2 == 0 ? centreX - width : centreX;
  }

  /** Canvas row of the top edge of an image; negative where it is cropped. */
  int top(int position, int height) {
    return position < 2 ? centreY - height : centreY;
  }

  /** Whether the warp may show anything of an image of the given size. */
  boolean shows(int position, int width, int height, PerspectiveWarp warp) {
    int left = left(position, width);
    int top = top(position, height);
    // a pixel more on each side: interpolation reaches that far
    return Polygon.rectangle(
            Math.max(left, 0) - 1,
            Math.max(top, 0) - 1,
            Math.min(left + width, side()) + 1,
            Math.min(top + height, side()) + 1)
        .map(warp.map())
        .bounds()
        .intersects(0, 0, size, size);
  }
}
