package io.yolospark.image;

/**
 * An image that turned out undecodable while loading.
 *
 * @param uri the file
 * @param reason what is wrong with it
 */
public record BadImage(String uri, String reason) {}
