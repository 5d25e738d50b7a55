package io.yolospark.image;

import io.yolospark.dataset.ImageRecord;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes network-ready samples of the images of one split. Thread-safe.
 *
 * <p>An image that turns out undecodable is reported once, and never used silently nor a reason to
 * stop: training takes the next decodable record of the rank's part in its place; validation keeps
 * its labels on a grey image, so that they count as missed. A file that cannot be read at all is an
 * error of the cluster and ends the run.
 */
public final class SampleLoader {

  private interface Placement {
    Letterbox place(int width, int height, int size);
  }

  private final List<ImageRecord> records;
  private final int size;
  private final ImageStore store;

  /**
   * @param records images of the split; samples are asked for by position in this list
   * @param size side of the network's square in pixels
   * @param hadoop where the file systems of the records' URIs are configured
   * @param limits memory for images kept between epochs
   * @param report receives every undecodable image once, on a worker thread
   */
  public SampleLoader(
      List<ImageRecord> records,
      int size,
      Configuration hadoop,
      CacheLimits limits,
      Consumer<BadImage> report) {
    this(records, size, new ImageStore(records, size, hadoop, limits, Decoding.WHOLE, report));
  }

  private SampleLoader(List<ImageRecord> records, int size, ImageStore store) {
    this.records = List.copyOf(records);
    this.size = size;
    this.store = store;
  }

  /**
   * A loader that decodes JPEGs of at least 2, 4 or 8 times the size at 1/2, 1/4 or 1/8 of theirs.
   * It is faster and leaves labels as they are; pixels differ slightly from those of a whole image
   * that is shrunk. Meant for training: validation compares with others.
   */
  public static SampleLoader reducing(
      List<ImageRecord> records,
      int size,
      Configuration hadoop,
      CacheLimits limits,
      Consumer<BadImage> report) {
    return new SampleLoader(
        records, size, new ImageStore(records, size, hadoop, limits, Decoding.REDUCED, report));
  }

  /**
   * The image of a record letterboxed to the network's square, with all its labels.
   *
   * @throws UncheckedIOException when the file cannot be read
   */
  public Sample validation(int record) {
    return OpenCv.scoped(() -> validation(record, Letterbox::square));
  }

  /**
   * The image of a record letterboxed to its own {@linkplain Letterbox#rectangle least rectangle},
   * with all its labels.
   *
   * @throws UncheckedIOException when the file cannot be read
   */
  public Sample validationRectangle(int record) {
    return OpenCv.scoped(() -> validation(record, Letterbox::rectangle));
  }

  private Sample validation(int record, Placement placement) {
    ImageRecord labelled = records.get(record);
    PixelImage image;
    try {
      image = store.image(record);
    } catch (ImageDecodeException e) { // reported by the store
      image = PixelImage.none(labelled.width(), labelled.height(), size);
    }
    Letterbox placed = placement.place(image.letterbox().width(), image.letterbox().height(), size);
    byte[] pixels = image.onGrey(placed);
    return new Sample(
        record, pixels, placed.frameWidth(), placed.frameHeight(), labels(record, placed), placed);
  }

  /**
   * The augmented image of a record. {@link Sample#record()} is the record's own; where an image
   * without mosaic is undecodable, its replacement's.
   *
   * @throws UncheckedIOException when a file cannot be read
   * @throws ImageDecodeException when no image of the rank's part can be decoded
   */
  public Sample training(int record, EpochAugmentation epoch) {
    return new Augmenter(size, records, asked -> decodable(asked, epoch.part()))
        .augment(record, epoch);
  }

  private LabelledImage decodable(int record, int[] part) {
    try {
      return labelled(record);
    } catch (ImageDecodeException e) {
      return replacement(record, part).orElseThrow(() -> e);
    }
  }

  private Optional<LabelledImage> replacement(int record, int[] part) {
    int start = indexOf(record, part);
    for (int step = 1; step <= part.length; step++) {
      try {
        return Optional.of(labelled(part[(start + step) % part.length]));
      } catch (ImageDecodeException e) { // reported by the store; the next one may do
      }
    }
    return Optional.empty();
  }

  private LabelledImage labelled(int record) {
    PixelImage image = store.image(record);
    List<PixelBox> boxes = PixelBox.of(records.get(record), image.width(), image.height());
    return new LabelledImage(record, image, boxes);
  }

  private float[] labels(int record, Letterbox letterbox) {
    double width = letterbox.width() * letterbox.scale();
    double height = letterbox.height() * letterbox.scale();
    List<PixelBox> boxes =
        PixelBox.of(records.get(record), width, height).stream()
            .map(box -> box.shift(letterbox.padX(), letterbox.padY()))
            .toList();
    return PixelBox.normalise(boxes, letterbox.frameWidth(), letterbox.frameHeight());
  }

  private static int indexOf(int record, int[] part) {
    for (int i = 0; i < part.length; i++) {
      if (part[i] == record) {
        return i;
      }
    }
    return 0;
  }
}
