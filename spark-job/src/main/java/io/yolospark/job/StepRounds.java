package io.yolospark.job;

/**
 * How contenders take turns.
 *
 * @param count rounds that count; in each every contender makes one step
 * @param warmUp steps that a process makes before its first one that counts: code is compiled, and
 *     the allocators and oneDNN's caches are filled
 * @param alone whether a process ends with its turn, so that only one at a time needs memory
 */
public record StepRounds(int count, int warmUp, boolean alone) {}
