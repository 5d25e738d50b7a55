package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import io.yolospark.config.JobConfig;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What decides the look of a rank's training images in one epoch. The same values give the same
 * bytes, whatever the threads do.
 *
 * @param config probabilities and ranges
 * @param seed of the job
 * @param epoch from 0
 * @param mosaic false once the mosaic is closed for the last epochs
 * @param part records of the rank, not empty: mosaic partners and replacements for undecodable
 *     images come from here; nobody writes to it
 */
public record EpochAugmentation(
    AugmentConfig config, long seed, int epoch, boolean mosaic, int[] part) {

  public EpochAugmentation {
    Objects.requireNonNull(config, "config");
    if (part.length == 0) {
      throw new IllegalArgumentException("Cannot augment: the rank's part of the records is empty");
    }
  }

  /** The augmentation of a job's epoch: mosaic is off in the last {@code train.close-mosaic}. */
  public static EpochAugmentation of(JobConfig job, int epoch, int[] part) {
    boolean mosaic = epoch < job.train().epochs() - job.train().closeMosaic();
    return new EpochAugmentation(job.augment(), job.seed(), epoch, mosaic, part);
  }

  /** The generator of one record's sample, independent of every other's. */
  SplittableRandom random(int record) {
    return new SplittableRandom(mix(mix(mix(seed) + epoch) + record));
  }

  /** A record of the part, for a partner. */
  int partner(SplittableRandom random) {
    return part[random.nextInt(part.length)];
  }

  // the 64-bit finaliser of MurmurHash3: SplittableRandom seeded with close numbers would overlap
  private static long mix(long z) {
    z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
