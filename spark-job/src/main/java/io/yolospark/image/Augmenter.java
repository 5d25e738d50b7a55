package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import io.yolospark.dataset.ImageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Training augmentation (section 5 of the specification): mosaic of four (Bochkovskiy et al. 2020)
 * with copy-paste, or letterbox; random warp; mixup of two mosaics; rare filters, HSV gains, flips.
 * An image that the warp leaves outside is not even decoded. Thread-safe: all state is in the
 * arguments.
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
    return OpenCv.scoped(
        () ->
            mosaic
                ? sample(record, mixup(record, epoch, random), config, random)
                : alone(images.apply(record), config, random));
  }

  private Sample alone(LabelledImage image, AugmentConfig config, SplittableRandom random) {
    PerspectiveWarp warp = PerspectiveWarp.draw(config, size, size, random);
    return sample(image.record(), Picture.letterbox(image, size).warp(warp), config, random);
  }

  private Sample sample(
      int record, Picture picture, AugmentConfig config, SplittableRandom random) {
    Picture last = picture;
    RareFilters.apply(last.image(), config, random);
    HsvGains.draw(config, random).apply(last.image());
    if (random.nextDouble() < config.flipVertical()) {
      last = last.flipVertical();
    }
    if (random.nextDouble() < config.flipHorizontal()) {
      last = last.flipHorizontal();
    }
    byte[] pixels = OpenCv.toBytes(last.image());
    return new Sample(record, pixels, size, PixelBox.normalise(last.boxes(), size, size), null);
  }

  private Picture mixup(int record, EpochAugmentation epoch, SplittableRandom random) {
    Picture picture = mosaic(record, epoch, random);
    if (random.nextDouble() < epoch.config().mixup()) {
      Picture other = mosaic(epoch.partner(random), epoch, random);
      return picture.mix(other, Beta.draw(random));
    }
    return picture;
  }

  private Picture mosaic(int main, EpochAugmentation epoch, SplittableRandom random) {
    AugmentConfig config = epoch.config();
    MosaicLayout layout = MosaicLayout.draw(size, random);
    int[] four = shuffled(main, epoch, random);
    PerspectiveWarp warp = PerspectiveWarp.draw(config, layout.side(), size, random);
    // pasted pixels come from elsewhere on the canvas: then all of it is needed
    boolean pasting = config.copyPaste() > 0 && IntStream.of(four).anyMatch(this::outlined);
    List<LabelledImage> shown = new ArrayList<>(4);
    for (int i = 0; i < 4; i++) {
      boolean needed = pasting || shows(four[i], i, layout, warp);
      shown.add(needed ? images.apply(four[i]) : LabelledImage.unseen(four[i]));
    }
    Picture canvas = Picture.mosaic(shown, layout);
    return CopyPaste.apply(canvas, config.copyPaste(), random).warp(warp);
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
