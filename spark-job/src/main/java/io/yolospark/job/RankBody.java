package io.yolospark.job;

import io.yolospark.collective.Fingerprint;
import java.io.Serializable;

/**
 * What every rank does. Runs on the executor's task thread, once per rank; whatever it captures
 * travels there by Java serialisation.
 */
@FunctionalInterface
public interface RankBody<R extends Serializable> extends Serializable {

  /**
   * Runs one rank to its end. An exception ends the whole stage: the peers are interrupted, and the
   * driver reports the first cause.
   *
   * @return what the driver gets for this rank
   */
  R run(RankContext context) throws Exception;

  /** What every rank must hold alike before they connect; taken on the rank itself. */
  default Fingerprint fingerprint() {
    return Fingerprint.of("", "");
  }
}
