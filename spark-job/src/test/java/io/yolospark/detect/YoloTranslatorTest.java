package io.yolospark.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.BlockFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.util.PairList;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YoloTranslatorTest {
  private static final int SIZE = 64;

  @TempDir Path folder;

  /**
   * A head that sees brightness: the class logit is high where the cell's middle pixel is red
   * (class 0) or blue (class 1), and every box reaches one cell from its anchor point.
   */
  private static final class ColourBlock extends AbstractBlock {
    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray images = inputs.singletonOrThrow();
      NDManager manager = images.getManager();
      long batch = images.getShape().get(0);
      NDList maps = new NDList();
      for (int stride = 8; stride <= 32; stride *= 2) {
        int side = SIZE / stride;
        int middle = stride / 2;
        NDArray cells =
            images.get(":, :, " + middle + "::" + stride + ", " + middle + "::" + stride);
        NDArray red = cells.get(":, 0:1").sub(cells.get(":, 1:2"));
        NDArray blue = cells.get(":, 2:3").sub(cells.get(":, 1:2"));
        NDArray bins = manager.zeros(new Shape(batch, 4, 16, side, side));
        bins.set(new NDIndex(":, :, 1"), 30f);
        float shift = stride == 8 ? -10 : -90;
        maps.add(
            bins.reshape(batch, 64, side, side)
                .concat(red.mul(12f).add(shift), 1)
                .concat(blue.mul(11.5f).add(shift), 1));
      }
      return maps;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      throw new UnsupportedOperationException("not asked for by a predictor");
    }
  }

  /** Makes the block of a model folder. */
  public static final class ColourBlockFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public AbstractBlock newBlock(Model model, Path path, Map<String, ?> arguments) {
      return new ColourBlock();
    }
  }

  private ZooModel<Image, DetectedObjects> load(String... properties)
      throws IOException, ModelNotFoundException, MalformedModelException {
    Files.writeString(folder.resolve("synset.txt"), "red\nblue\n");
    Files.writeString(
        folder.resolve("serving.properties"),
        String.join(
            "\n",
            "engine=PyTorch",
            "blockFactory=" + ColourBlockFactory.class.getName(),
            "option.hasParameter=false",
            String.join("\n", properties),
            ""));
    return Criteria.builder()
        .setTypes(Image.class, DetectedObjects.class)
        .optModelPath(folder)
        .optTranslatorFactory(new YoloTranslatorFactory())
        .optEngine("PyTorch")
        .build()
        .loadModel();
  }

  /** A grey image with one rectangle of 16 x 16 network pixels, given in original pixels. */
  private static Image image(int width, int height, Color colour, int x, int y, int side) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(colour);
    graphics.fillRect(x, y, side, side);
    graphics.dispose();
    return ImageFactory.getInstance().fromImage(image);
  }

  @Test
  void findsObjectsOfABatchInFractionsOfTheOriginals()
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    // resized by 1/2 with 16 rows of border on top; by 2 with 16 columns on the left
    Image wide = image(128, 64, Color.RED, 64, 16, 16);
    Image tall = image(16, 32, Color.BLUE, 4, 20, 4);
    try (ZooModel<Image, DetectedObjects> model = load("image-size=64", "confidence=0.5");
        Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {

      List<DetectedObjects> found = predictor.batchPredict(List.of(wide, tall));

      assertThat(found).hasSize(2);
      expect(found.get(0), "red", 1 / (1 + Math.exp(-2)), 56 / 128.0, 8 / 64.0, 0.25, 0.5);
      expect(found.get(1), "blue", 1 / (1 + Math.exp(-1.5)), 2 / 16.0, 18 / 32.0, 0.5, 0.25);
      DetectedObjects single = predictor.predict(wide);
      expect(single, "red", 1 / (1 + Math.exp(-2)), 56 / 128.0, 8 / 64.0, 0.25, 0.5);
    }
  }

  private static void expect(
      DetectedObjects objects,
      String name,
      double score,
      double x,
      double y,
      double width,
      double height) {
    assertThat(objects.getNumberOfObjects()).isEqualTo(1);
    Classifications.Classification item = objects.item(0);
    assertThat(item.getClassName()).isEqualTo(name);
    assertThat(item.getProbability()).isCloseTo(score, within(1e-5));
    BoundingBox box = ((DetectedObjects.DetectedObject) item).getBoundingBox();
    assertThat(box.getBounds().getX()).isCloseTo(x, within(1e-5));
    assertThat(box.getBounds().getY()).isCloseTo(y, within(1e-5));
    assertThat(box.getBounds().getWidth()).isCloseTo(width, within(1e-5));
    assertThat(box.getBounds().getHeight()).isCloseTo(height, within(1e-5));
  }

  @Test
  void saysWhichArgumentIsWrong() {
    YoloTranslatorFactory factory = new YoloTranslatorFactory();
    assertThatThrownBy(
            () -> factory.newInstance(Image.class, DetectedObjects.class, null, Map.of()))
        .hasMessageContaining("Missing argument image-size");
    assertThatThrownBy(
            () ->
                factory.newInstance(
                    Image.class, DetectedObjects.class, null, Map.of("image-size", "large")))
        .hasMessage("Invalid image-size: large (accepted: a number)");
    assertThatThrownBy(
            () ->
                factory.newInstance(
                    Image.class, DetectedObjects.class, null, Map.of("image-size", "65")))
        .hasMessage("Invalid image-size: 65 (accepted: a positive multiple of 32)");
    assertThatThrownBy(
            () -> factory.newInstance(String.class, DetectedObjects.class, null, Map.of()))
        .hasMessageContaining("java.lang.String");
  }
}
