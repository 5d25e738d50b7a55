package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Training augmentation: mosaic of four or letterbox, random affine map, HSV gains, left-right
 * flip, in this order (section 5 of the specification; Bochkovskiy et al. 2020 for the mosaic).
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
    AugmentConfig config = epoch.config();
    SplittableRandom random = epoch.random(record);
    LabelledImage main = images.apply(record);
    boolean mosaic = epoch.mosaic() && random.nextDouble() < config.mosaic();
    LabelledCanvas source =
        mosaic ? mosaic(main, epoch.part(), random) : LabelledCanvas.letterbox(main, size);

    AffineWarp warp = AffineWarp.draw(config, source.canvas().side(), size, random);
    HsvGains gains = HsvGains.draw(config, random);
    boolean flip = random.nextDouble() < config.flipHorizontal();

    List<PixelBox> boxes = warp.apply(source.boxes());
    if (flip) {
      boxes = boxes.stream().map(box -> box.flipHorizontal(size)).toList();
    }
    byte[] pixels = OpenCv.scoped(() -> draw(source.canvas(), warp, gains, flip));
    return new Sample(main.record(), pixels, size, PixelBox.normalise(boxes, size), null);
  }

  private LabelledCanvas mosaic(LabelledImage main, int[] part, SplittableRandom random) {
    int centreY = (int) random.nextDouble(size / 2.0, 1.5 * size);
    int centreX = (int) random.nextDouble(size / 2.0, 1.5 * size);
    List<LabelledImage> four = new ArrayList<>(4);
    four.add(main);
    for (int i = 0; i < 3; i++) {
      four.add(images.apply(part[random.nextInt(part.length)]));
    }
    for (int i = 3; i > 0; i--) {
      int other = random.nextInt(i + 1);
      LabelledImage moved = four.set(other, four.get(i));
      four.set(i, moved);
    }
    return LabelledCanvas.mosaic(four, size, centreX, centreY);
  }

  private static byte[] draw(Canvas canvas, AffineWarp warp, HsvGains gains, boolean flip) {
    Mat image = warp.apply(OpenCv.toMat(canvas.pixels(), canvas.side(), canvas.side()));
    gains.apply(image);
    if (flip) {
      opencv_core.flip(image, image, 1);
    }
    return OpenCv.toBytes(image);
  }
}
