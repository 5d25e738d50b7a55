package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.SplittableRandom;

/**
 * What happens to a picture once its geometry is settled but for flips: rare filters, then HSV
 * gains, then flips.
 */
record Finish(RareFilters filters, HsvGains gains, boolean flipVertical, boolean flipHorizontal) {

  static Finish draw(AugmentConfig config, SplittableRandom random) {
    return new Finish(
        RareFilters.draw(config, random),
        HsvGains.draw(config, random),
        random.nextDouble() < config.flipVertical(),
        random.nextDouble() < config.flipHorizontal());
  }

  /** The gains, if they are the first to change colours: then a warp may bring them forward. */
  HsvGains early() {
    return filters.isEmpty() ? gains : HsvGains.NONE;
  }

  /** What is left once {@link #early} is applied. */
  Finish late() {
    return filters.isEmpty()
        ? new Finish(filters, HsvGains.NONE, flipVertical, flipHorizontal)
        : this;
  }

  /** The finished picture; the given one is used up. */
  Picture apply(Picture picture) {
    filters.apply(picture.image());
    gains.apply(picture.image());
    Picture upright = flipVertical ? picture.flipVertical() : picture;
    return flipHorizontal ? upright.flipHorizontal() : upright;
  }
}
