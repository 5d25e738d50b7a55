package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Training augmentation (section 5 of the specification): mosaic of four (Bochkovskiy et al. 2020)
 * with copy-paste, or letterbox; random warp; mixup of two mosaics; rare filters, HSV gains, flips.
 * Thread-safe: all state is in the arguments.
 */
final class Augmenter {

  private final int size;
  private final IntFunction<LabelledImage> images;

  /**
   * @param size side of the network's square in pixels
   * @param images the image of a record, its long side resized to {@code size}
   */
  Augmenter(int size, IntFunction<LabelledImage> images) {
    this.size = size;
    this.images = images;
  }

  /** The sample of a record; every draw comes from the record's own generator. */
  Sample augment(int record, EpochAugmentation epoch) {
    LabelledImage main = images.apply(record);
    return OpenCv.scoped(
        () -> {
          Picture picture = picture(main, epoch, epoch.random(record));
          byte[] pixels = OpenCv.toBytes(picture.image());
          float[] labels = PixelBox.normalise(picture.boxes(), size, size);
          return new Sample(main.record(), pixels, size, labels, null);
        });
  }

  private Picture picture(LabelledImage main, EpochAugmentation epoch, SplittableRandom random) {
    AugmentConfig config = epoch.config();
    Picture picture;
    if (epoch.mosaic() && random.nextDouble() < config.mosaic()) {
      picture = mosaic(main, epoch, random);
      if (random.nextDouble() < config.mixup()) {
        LabelledImage other = images.apply(epoch.partner(random));
        picture = picture.mix(mosaic(other, epoch, random), Beta.draw(random));
      }
    } else {
      picture = warp(Picture.letterbox(main, size), config, random);
    }
    RareFilters.apply(picture.image(), config, random);
    HsvGains.draw(config, random).apply(picture.image());
    if (random.nextDouble() < config.flipVertical()) {
      picture = picture.flipVertical();
    }
    if (random.nextDouble() < config.flipHorizontal()) {
      picture = picture.flipHorizontal();
    }
    return picture;
  }

  private Picture mosaic(LabelledImage main, EpochAugmentation epoch, SplittableRandom random) {
    int centreY = (int) random.nextDouble(size / 2.0, 1.5 * size);
    int centreX = (int) random.nextDouble(size / 2.0, 1.5 * size);
    List<LabelledImage> four = new ArrayList<>(4);
    four.add(main);
    for (int i = 0; i < 3; i++) {
      four.add(images.apply(epoch.partner(random)));
    }
    for (int i = 3; i > 0; i--) {
      int other = random.nextInt(i + 1);
      LabelledImage moved = four.set(other, four.get(i));
      four.set(i, moved);
    }
    Picture mosaic = Picture.mosaic(four, size, centreX, centreY);
    return warp(
        CopyPaste.apply(mosaic, epoch.config().copyPaste(), random), epoch.config(), random);
  }

  private Picture warp(Picture picture, AugmentConfig config, SplittableRandom random) {
    return picture.warp(PerspectiveWarp.draw(config, picture.side(), size, random));
  }
}
