package io.yolospark.job;

import org.apache.spark.api.java.JavaSparkContext;

/**
 * What can end a run from outside: a signal to the driver, another driver on the same output.
 * Thread-safe.
 */
record RunGuard(Termination termination, OutputLease lease) {

  /** Work of ranks under control. */
  interface Stage<R> {
    R run(StageControl control) throws InterruptedException;
  }

  /**
   * Runs a stage that ends in a checkpoint when the driver is told to end, or could have more
   * ranks.
   */
  <R> R training(Growth growth, Stage<R> stage) throws InterruptedException {
    termination.training(true);
    try {
      return stage.run(
          new StageControl() {
            @Override
            public boolean stops() {
              return termination.requested() || growth.isPossible();
            }

            @Override
            public void check() {
              lease.verify();
            }
          });
    } finally {
      termination.training(false);
    }
  }

  /**
   * Checks that the run may go on.
   *
   * @throws StoppedException if the driver was told to end
   * @throws ClusterException if another driver has the output, or Spark has ended
   */
  void verify(JavaSparkContext spark) {
    if (termination.requested()) {
      throw new StoppedException(
          "Stopped by a signal; the same command goes on from the last checkpoint");
    }
    lease.verify();
    if (spark.sc().isStopped()) {
      throw new ClusterException(
          "Cannot go on: Spark has ended the application; see the log of the master. The same command goes on from the last checkpoint");
    }
  }
}
