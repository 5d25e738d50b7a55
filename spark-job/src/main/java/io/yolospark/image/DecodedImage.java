package io.yolospark.image;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image, perhaps decoded at a reduced scale.
 *
 * @param image RGB; belongs to the scope it was decoded in
 * @param width of the original in pixels, as its EXIF orientation shows it
 * @param height of the original in pixels, as its EXIF orientation shows it
 */
record DecodedImage(Mat image, int width, int height) {}
