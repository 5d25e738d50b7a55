package io.yolospark.evaluate;

/** How many images of a validation batch go through the network at once. */
public interface BatchLimit {

  /** As many as the batch has. */
  BatchLimit NONE =
      new BatchLimit() {
        @Override
        public int most() {
          return Integer.MAX_VALUE;
        }

        @Override
        public void shrink(int images, RuntimeException outage) {
          throw outage;
        }
      };

  /** At most so many, at least 1. */
  int most();

  /**
   * Lowers {@link #most}, or throws, because memory ended.
   *
   * @param images with which it ended
   * @param outage how it ended
   */
  void shrink(int images, RuntimeException outage);
}
