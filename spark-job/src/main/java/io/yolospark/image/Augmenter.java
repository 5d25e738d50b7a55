package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import io.yolospark.dataset.ImageRecord;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Training augmentation (section 5 of the specification): mosaic of four (Bochkovskiy et al. 2020)
 * with copy-paste, or letterbox; random warp; mixup of two mosaics; rare filters, HSV gains, flips.
 * An image that the warp leaves outside is not even decoded, and colours change before the warp
 * where it enlarges: the same but for rounding. Thread-safe: all state is in the arguments.
 */
final class Augmenter {

  private final int size;
  private final List<ImageRecord> records;
  private final IntFunction<LabelledImage> images;

  /**
   * @param size side of the network's square in pixels
   * @param images the image of a record, its long side resized to {@code size}
   */
  Augmenter(int size, List<ImageRecord> records, IntFunction<LabelledImage> images) {
    this.size = size;
    this.records = records;
    this.images = images;
  }

  /** The sample of a record; every draw comes from the record's own generator. */
  Sample augment(int record, EpochAugmentation epoch) {
    AugmentConfig config = epoch.config();
    SplittableRandom random = epoch.random(record);
    boolean mosaic = epoch.mosaic() && random.nextDouble() < config.mosaic();
    boolean mixed = mosaic && random.nextDouble() < config.mixup();
    Finish finish = Finish.draw(config, random);
    return OpenCv.scoped(
        () -> {
          if (mixed) {
            Picture first = mosaic(record, epoch, HsvGains.NONE, random);
            Picture second = mosaic(epoch.partner(random), epoch, HsvGains.NONE, random);
            return sample(record, finish.apply(first.mix(second, Beta.draw(random))));
          }
          if (mosaic) {
            Picture picture = mosaic(record, epoch, finish.early(), random);
            return sample(record, finish.late().apply(picture));
          }
          LabelledImage image = images.apply(record);
          PerspectiveWarp warp = PerspectiveWarp.draw(config, size, size, random);
          Picture picture = Picture.letterbox(image, size).warp(warp, finish.early());
          return sample(image.record(), finish.late().apply(picture));
        });
  }

  private Sample sample(int record, Picture picture) {
    byte[] pixels = OpenCv.toBytes(picture.image());
    return new Sample(record, pixels, size, PixelBox.normalise(picture.boxes(), size, size), null);
  }

  private Picture mosaic(
      int main, EpochAugmentation epoch, HsvGains gains, SplittableRandom random) {
    AugmentConfig config = epoch.config();
    MosaicLayout layout = MosaicLayout.draw(size, random);
    int[] four = shuffled(main, epoch, random);
    PerspectiveWarp warp = PerspectiveWarp.draw(config, layout.side(), size, random);
    // pasted pixels come from elsewhere on the canvas: then all of it is needed
    boolean pasting = config.copyPaste() > 0 && IntStream.of(four).anyMatch(this::outlined);
    int side = layout.side();
    Rectangle window = pasting ? new Rectangle(side, side) : warp.window(side);
    List<LabelledImage> shown = new ArrayList<>(4);
    for (int i = 0; i < 4; i++) {
      boolean needed = pasting || shows(four[i], i, layout, warp);
      shown.add(needed ? images.apply(four[i]) : LabelledImage.unseen(four[i]));
    }
    Picture canvas = Picture.mosaic(shown, layout, window);
    return CopyPaste.apply(canvas, config.copyPaste(), random).warp(warp, gains);
  }

  private static int[] shuffled(int main, EpochAugmentation epoch, SplittableRandom random) {
    int[] four = new int[4];
    four[0] = main;
    for (int i = 1; i < 4; i++) { // each new one takes a random place
      int place = random.nextInt(i + 1);
      four[i] = four[place];
      four[place] = epoch.partner(random);
    }
    return four;
  }

  private boolean outlined(int record) {
    return records.get(record).polygons().length > 0;
  }

  private boolean shows(int record, int position, MosaicLayout layout, PerspectiveWarp warp) {
    ImageRecord labelled = records.get(record);
    Letterbox letterbox = Letterbox.square(labelled.width(), labelled.height(), size);
    return layout.shows(position, letterbox.resizedWidth(), letterbox.resizedHeight(), warp);
  }
}
