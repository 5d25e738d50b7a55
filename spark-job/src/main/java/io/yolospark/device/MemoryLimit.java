package io.yolospark.device;

import java.io.Serializable;

/**
 * The memory that one rank may use.
 *
 * @param bytes at most
 * @param source what sets it, for people
 */
public record MemoryLimit(long bytes, String source) implements Serializable {}
