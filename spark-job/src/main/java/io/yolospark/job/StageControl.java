package io.yolospark.job;

/** What the driver can do to a stage while it runs. Called from several threads. */
interface StageControl {

  /** Lets the stage run to its end. */
  StageControl NONE =
      new StageControl() {
        @Override
        public boolean stops() {
          return false;
        }

        @Override
        public void check() {}
      };

  /** Whether the ranks are to end in a checkpoint; they ask several times a second. */
  boolean stops();

  /** Asked several times a second on the driver: what it throws ends the stage as it is. */
  void check();
}
