package io.yolospark.evaluate;

/**
 * A box as COCO files give it, in pixels of the original image, in double precision as there.
 *
 * @param x left edge
 * @param y top edge
 */
public record CocoBox(double x, double y, double width, double height) {

  double area() {
    return width * height;
  }

  /**
   * Overlap with a label, from 0 to 1: intersection over union, but over the area of this box where
   * the label is a crowd, of which this may be one member.
   */
  double overlap(CocoLabel label) {
    CocoBox other = label.box();
    double commonWidth = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
    double commonHeight = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
    if (commonWidth <= 0 || commonHeight <= 0) {
      return 0;
    }
    double intersection = commonWidth * commonHeight;
    return intersection / (label.crowd() ? area() : area() + other.area() - intersection);
  }
}
