package io.yolospark.detect;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.Utils;
import io.yolospark.image.Batch;
import io.yolospark.image.Letterbox;
import io.yolospark.image.Letterboxing;
import io.yolospark.image.Sample;
import io.yolospark.model.NetworkInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Detects objects in images of any size with a YOLOv9 block: letterboxes as validation does,
 * decodes the block's three raw maps, and gives boxes as fractions of the original image, strongest
 * first. Images of one call to {@code batchPredict} make one forward pass. Confined to the thread
 * of its predictor.
 */
public final class YoloTranslator implements Translator<Image, DetectedObjects> {
  static final String NAMES_FILE = "synset.txt";
  private static final String LETTERBOXES = YoloTranslator.class.getName() + ".letterboxes";

  private final int imageSize;
  private final DetectOptions options;
  private List<String> names;

  /**
   * A translator.
   *
   * @param imageSize side of the square network input in pixels, a multiple of 32
   * @param names class names in the order of the model; null reads them from the model folder's
   *     {@value #NAMES_FILE}, one a line
   * @param options how predictions become detections
   */
  public YoloTranslator(int imageSize, List<String> names, DetectOptions options) {
    if (imageSize < 32 || imageSize % 32 != 0) {
      throw new IllegalArgumentException(
          "Invalid image-size: " + imageSize + " (accepted: a positive multiple of 32)");
    }
    this.imageSize = imageSize;
    this.names = names;
    this.options = options;
  }

  @Override
  public void prepare(TranslatorContext context) throws IOException {
    if (names == null) {
      names = context.getModel().getArtifact(NAMES_FILE, Utils::readLines);
    }
  }

  @Override
  public NDList processInput(TranslatorContext context, Image image) {
    return new NDList(batchProcessInput(context, List.of(image)).get(0).squeeze(0));
  }

  @Override
  public DetectedObjects processOutput(TranslatorContext context, NDList maps) {
    NDList batch = new NDList(maps.size());
    maps.forEach(map -> batch.add(map.expandDims(0)));
    return batchProcessOutput(context, batch).get(0);
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<Image> images) {
    List<Sample> samples = new ArrayList<>(images.size());
    for (Image image : images) {
      samples.add(
          Letterboxing.of(
              pixels(context.getNDManager(), image),
              image.getWidth(),
              image.getHeight(),
              imageSize));
    }
    context.setAttachment(LETTERBOXES, samples.stream().map(Sample::letterbox).toList());
    return new NDList(NetworkInput.of(context.getNDManager(), new Batch(samples)));
  }

  @Override
  public List<DetectedObjects> batchProcessOutput(TranslatorContext context, NDList maps) {
    @SuppressWarnings("unchecked") // set by batchProcessInput of the same call
    List<Letterbox> letterboxes = (List<Letterbox>) context.getAttachment(LETTERBOXES);
    List<List<Detection>> detections = Detections.of(maps, options);
    List<DetectedObjects> objects = new ArrayList<>(detections.size());
    for (int i = 0; i < detections.size(); i++) {
      objects.add(objects(detections.get(i), letterboxes.get(i)));
    }
    return objects;
  }

  private DetectedObjects objects(List<Detection> detections, Letterbox letterbox) {
    List<String> classes = new ArrayList<>(detections.size());
    List<Double> scores = new ArrayList<>(detections.size());
    List<BoundingBox> boxes = new ArrayList<>(detections.size());
    for (Detection detection : Detections.toOriginal(detections, letterbox)) {
      classes.add(names.get(detection.classId()));
      scores.add((double) detection.score());
      boxes.add(
          new Rectangle(
              (double) detection.x1() / letterbox.width(),
              (double) detection.y1() / letterbox.height(),
              (double) (detection.x2() - detection.x1()) / letterbox.width(),
              (double) (detection.y2() - detection.y1()) / letterbox.height()));
    }
    return new DetectedObjects(classes, scores, boxes);
  }

  private static byte[] pixels(NDManager manager, Image image) {
    try (NDArray array = image.toNDArray(manager, Image.Flag.COLOR)) {
      return array.toByteArray();
    }
  }
}
