package io.yolospark.job;

/**
 * A training step to be measured.
 *
 * @param side of the images in pixels
 * @param boxes objects of each image
 * @param threads compute threads
 */
public record StepCase(String variant, int side, int images, int boxes, int classes, int threads) {

  String describe() {
    return "%s, %d px, batch %d, %d boxes an image, %d classes, %d %s"
        .formatted(
            variant, side, images, boxes, classes, threads, threads == 1 ? "thread" : "threads");
  }
}
