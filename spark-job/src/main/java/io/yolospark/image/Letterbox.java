package io.yolospark.image;

/**
 * Placement of an image in a square: network pixel = original pixel x scale + pad.
 *
 * @param scale resized side / original side
 * @param padX columns of border on the left, in network pixels
 * @param padY rows of border on top, in network pixels
 * @param width original width in pixels
 * @param height original height in pixels
 */
public record Letterbox(double scale, double padX, double padY, int width, int height) {}
