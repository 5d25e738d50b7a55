package io.yolospark.train;

import io.yolospark.device.MemoryLimit;
import java.io.Serializable;
import java.util.List;

/**
 * What a rank's probe measured.
 *
 * @param micro micro-batch that was tried last and, where the search was on, found to be the
 *     largest that fits every rank; 0 if none fits
 * @param perExecutor the same of validation
 * @param peaks of this rank at those sizes
 * @param limit of this rank
 * @param trials what was tried, in order, the same on every rank
 */
public record ProbeResult(
    int micro, int perExecutor, List<PhasePeak> peaks, MemoryLimit limit, List<Trial> trials)
    implements Serializable {

  /**
   * One size that was tried.
   *
   * @param phase what was tried
   * @param size images of a forward pass
   * @param use largest part of its limit that any rank used; infinite where memory ended
   */
  public record Trial(String phase, int size, double use) implements Serializable {}
}
