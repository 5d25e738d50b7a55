package io.yolospark.train;

import java.io.Serializable;

/**
 * Memory of one rank in one phase of a run.
 *
 * @param phase for people, such as {@code training step of 8}
 * @param bytes most in use while it ran
 */
public record PhasePeak(String phase, long bytes) implements Serializable {}
