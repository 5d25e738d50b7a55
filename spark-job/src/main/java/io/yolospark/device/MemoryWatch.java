package io.yolospark.device;

/** Looks at memory where a step has just taken the most. */
@FunctionalInterface
public interface MemoryWatch {

  /** Memory ends where the system says so. */
  MemoryWatch NONE = (phase, images) -> {};

  /**
   * Looks.
   *
   * @param phase what was done
   * @param images of the forward pass
   * @throws OutOfMemoryException if more is in use than may be
   */
  void check(String phase, int images);
}
