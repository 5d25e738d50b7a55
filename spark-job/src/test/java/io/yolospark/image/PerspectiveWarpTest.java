package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yolospark.config.AugmentConfig;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerspectiveWarpTest {

  private static final int SIZE = 32;
  private static final int LARGE = 192;

  private static byte[] warp(PerspectiveWarp warp, byte[] canvas, int side) {
    return OpenCv.scoped(
        () -> OpenCv.toBytes(warp.apply(OpenCv.toMat(canvas, side, side), HsvGains.NONE)));
  }

  private static AugmentConfig config(double scale, double translate) {
    return Recipe.of(Map.of("scale", scale, "translate", translate));
  }

  @Test
  void withoutScaleAndTranslationCutsOutTheMiddle() {
    byte[] canvas = new byte[3 * 4 * SIZE * SIZE];
    new Random(6).nextBytes(canvas);
    PerspectiveWarp warp =
        PerspectiveWarp.draw(config(0, 0), 2 * SIZE, SIZE, new SplittableRandom(1));

    byte[] warped = warp(warp, canvas, 2 * SIZE);

    for (int y = 0; y < SIZE; y++) {
      int from = 3 * ((y + SIZE / 2) * 2 * SIZE + SIZE / 2);
      assertThat(warped).as("row %d", y).satisfies(rowEquals(y, canvas, from));
    }
    PixelBox box = new PixelBox(3, SIZE / 2.0 + 4, SIZE / 2.0 + 5, SIZE / 2.0 + 14, 2 * SIZE);
    assertThat(warp.apply(List.of(box))).containsExactly(new PixelBox(3, 4, 5, 14, SIZE));
  }

  private static Consumer<byte[]> rowEquals(int y, byte[] canvas, int from) {
    return warped ->
        assertThat(Arrays.copyOfRange(warped, 3 * y * SIZE, 3 * (y + 1) * SIZE))
            .isEqualTo(Arrays.copyOfRange(canvas, from, from + 3 * SIZE));
  }

  @Test
  void drawsScaleAndTranslationInTheirRanges() {
    SplittableRandom random = new SplittableRandom(2);
    double[] least = {9, 9, 9};
    double[] most = new double[3];
    for (int i = 0; i < 2000; i++) {
      PerspectiveWarp warp = PerspectiveWarp.draw(config(0.9, 0.1), 2 * LARGE, LARGE, random);
      double[] m = warp.map().matrix();
      double[] drawn = {
        warp.scale(),
        (m[0] * LARGE + m[1] * LARGE + m[2]) / LARGE, // where the canvas centre goes
        (m[3] * LARGE + m[4] * LARGE + m[5]) / LARGE
      };
      assertThat(m[0]).isCloseTo(warp.scale(), within(0.03));
      assertThat(m[4]).isCloseTo(warp.scale(), within(0.03));
      assertThat(warp.map().upright()).isTrue();
      for (int k = 0; k < 3; k++) {
        least[k] = Math.min(least[k], drawn[k]);
        most[k] = Math.max(most[k], drawn[k]);
      }
    }
    assertThat(least).containsExactly(new double[] {0.1, 0.4, 0.4}, within(0.02));
    assertThat(most).containsExactly(new double[] {1.9, 0.6, 0.6}, within(0.02));
  }

  @Test
  void drawsRotationShearAndPerspectiveInTheirRanges() {
    SplittableRandom random = new SplittableRandom(12);
    double[] most = new double[4];
    for (int i = 0; i < 2000; i++) {
      double[] turned = drawn(Map.of("degrees", 30.0), random);
      assertThat(turned[0]).isCloseTo(turned[4], within(1e-12));
      assertThat(turned[1]).isCloseTo(-turned[3], within(1e-12));
      double[] sheared = drawn(Map.of("shear", 20.0), random);
      double[] inclined = drawn(Map.of("perspective", 0.01), random);
      most[0] = Math.max(most[0], Math.toDegrees(Math.atan2(Math.abs(turned[1]), turned[0])));
      most[1] = Math.max(most[1], Math.toDegrees(Math.atan(Math.abs(sheared[1]))));
      most[2] = Math.max(most[2], Math.toDegrees(Math.atan(Math.abs(sheared[3]))));
      most[3] = Math.max(most[3], Math.abs(inclined[6]));
    }
    assertThat(most).containsExactly(new double[] {30, 20, 20, 0.01}, within(0.2));
    assertThat(most[3]).isCloseTo(0.01, within(1e-4));
  }

  private static double[] drawn(Map<String, Double> recipe, SplittableRandom random) {
    return PerspectiveWarp.draw(Recipe.of(recipe), 2 * SIZE, SIZE, random).map().matrix();
  }

  /** A white shape stays inside its box, and reaches every side of it that is not a thin tip. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void boxesFollowTheirPixels(boolean outlined) {
    AugmentConfig recipe =
        Recipe.of(
            Map.of(
                "scale", 0.5,
                "translate", 0.1,
                "degrees", 45.0,
                "shear", 10.0,
                "perspective", 0.4 / LARGE));
    SplittableRandom random = new SplittableRandom(7);
    int compared = 0;
    for (int round = 0; round < 300; round++) {
      BufferedImage image = new BufferedImage(2 * LARGE, 2 * LARGE, BufferedImage.TYPE_3BYTE_BGR);
      Rectangle box =
          new Rectangle(
              random.nextInt(20, LARGE),
              random.nextInt(20, LARGE),
              random.nextInt(60, LARGE - 30),
              random.nextInt(60, LARGE - 30));
      Shape shape = outlined ? new Ellipse2D.Double(box.x, box.y, box.width, box.height) : box;
      Graphics2D graphics = image.createGraphics();
      graphics.fill(shape);
      graphics.dispose();
      byte[] canvas = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      Polygon polygon = outlined ? polygon(shape) : null;
      PixelBox label = new PixelBox(0, box.x, box.y, box.getMaxX(), box.getMaxY(), polygon);
      PerspectiveWarp warp = PerspectiveWarp.draw(recipe, 2 * LARGE, LARGE, random);

      byte[] warped = warp(warp, canvas, 2 * LARGE);

      Hull hull = Hull.of(LARGE, pixel -> (warped[3 * pixel] & 255) > 180); // border grey is 114
      List<PixelBox> kept = warp.apply(List.of(label));
      if (kept.isEmpty()) {
        PixelBox left = label.map(warp.map(), LARGE);
        assertThat(label.survivesAs(left, warp.scale())).isFalse();
      } else {
        double[] corners = {kept.get(0).x1(), kept.get(0).y1(), kept.get(0).x2(), kept.get(0).y2()};
        double[] expected = {hull.left(), hull.top(), hull.right(), hull.bottom()};
        if (insideSquare(
                polygon == null
                    ? Polygon.rectangle(box.x, box.y, box.getMaxX(), box.getMaxY())
                    : polygon,
                warp)
            || outlined) {
          assertThat(corners).as("round %d", round).containsExactly(expected, within(2.5));
          compared++;
        } else { // the hull of a cut box's corners is larger than what is seen of it
          assertThat(hull.left()).isGreaterThanOrEqualTo((int) corners[0] - 1);
          assertThat(hull.top()).isGreaterThanOrEqualTo((int) corners[1] - 1);
          assertThat(hull.right()).isLessThanOrEqualTo((int) corners[2] + 2);
          assertThat(hull.bottom()).isLessThanOrEqualTo((int) corners[3] + 2);
        }
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  private static boolean insideSquare(Polygon polygon, PerspectiveWarp warp) {
    Rectangle2D mapped = polygon.map(warp.map()).bounds();
    return new Rectangle2D.Double(0, 0, LARGE, LARGE).contains(mapped);
  }

  private static Polygon polygon(Shape shape) {
    List<Float> points = new ArrayList<>();
    double[] at = new double[6];
    for (PathIterator i = shape.getPathIterator(null, 0.1); !i.isDone(); i.next()) {
      if (i.currentSegment(at) != PathIterator.SEG_CLOSE) {
        points.add((float) at[0]);
        points.add((float) at[1]);
      }
    }
    float[] array = new float[points.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = points.get(i);
    }
    return Polygon.of(array, 1, 1);
  }

  /** An edge between two pixels is, enlarged, still between the two that label boxes say. */
  @Test
  void edgesStayBetweenPixels() {
    byte[] canvas = new byte[3 * SIZE * SIZE];
    for (int i = 0; i < canvas.length; i++) {
      canvas[i] = (byte) (i / 3 % SIZE < 10 ? 0 : 200);
    }
    PerspectiveWarp twice =
        new PerspectiveWarp(new Homography(2, 0, 0, 0, 2, 0, 0, 0, 1), null, 2, SIZE);

    byte[] warped = warp(twice, canvas, SIZE);

    int row = 3 * SIZE * 16;
    assertThat(warped[row + 3 * 18] & 255).isZero();
    assertThat(warped[row + 3 * 19] & 255).isCloseTo(50, within(2));
    assertThat(warped[row + 3 * 20] & 255).isCloseTo(150, within(2));
    assertThat(warped[row + 3 * 21] & 255).isEqualTo(200);
    assertThat(twice.apply(List.of(new PixelBox(0, 2, 3, 10, 9))))
        .containsExactly(new PixelBox(0, 4, 6, 20, 18));
  }

  @Test
  void mapsBoxesToTheHullOfTheirCornersAndDropsWhatLeaves() {
    PerspectiveWarp quarterTurn =
        new PerspectiveWarp(new Homography(0, -1, SIZE, 1, 0, 0, 0, 0, 1), null, 1, SIZE);

    assertThat(
            quarterTurn.apply(
                List.of(new PixelBox(1, 4, 8, 10, 20), new PixelBox(2, 4, -40, 10, -10))))
        .containsExactly(new PixelBox(1, 12, 4, 24, 10));
  }

  @Test
  void bordersWithGrey() {
    byte[] white = new byte[3 * SIZE * SIZE];
    Arrays.fill(white, (byte) 255);
    PerspectiveWarp half =
        new PerspectiveWarp(new Homography(.5, 0, 0, 0, .5, 0, 0, 0, 1), null, .5, SIZE);

    byte[] warped = warp(half, white, SIZE);

    assertThat(warped[3 * (8 * SIZE + 8)] & 255).isEqualTo(255);
    assertThat(warped[3 * (8 * SIZE + 24)] & 255).isEqualTo(114);
    assertThat(warped[3 * (24 * SIZE + 8) + 2] & 255).isEqualTo(114);
  }
}
