package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class CopyPasteTest {

  private static final int SIDE = 100;

  private static PixelBox outlined(int classId, int x1, int y1, int x2, int y2) {
    return new PixelBox(classId, x1, y1, x2, y2, Polygon.rectangle(x1, y1, x2, y2));
  }

  private static PixelBox plain(int classId, int x1, int y1, int x2, int y2) {
    return new PixelBox(classId, x1, y1, x2, y2);
  }

  /** The boxes after pasting; checks that each box is full of its class's level. */
  private static List<PixelBox> paste(double fraction, PixelBox... boxes) {
    return OpenCv.scoped(
        () -> {
          Mat image = new Mat(SIDE, SIDE, opencv_core.CV_8UC3, Scalar.all(255));
          for (PixelBox box : boxes) {
            Rect place =
                new Rect((int) box.x1(), (int) box.y1(), (int) box.width(), (int) box.height());
            new Mat(image, place).put(Scalar.all(box.classId()));
          }
          Picture pasted =
              CopyPaste.apply(
                  new Picture(image, List.of(boxes)), fraction, new SplittableRandom(5));
          byte[] pixels = OpenCv.toBytes(pasted.image());
          for (PixelBox box : pasted.boxes().subList(boxes.length, pasted.boxes().size())) {
            assertFull(pixels, box);
          }
          return pasted.boxes();
        });
  }

  private static void assertFull(byte[] pixels, PixelBox box) {
    for (int y = (int) box.y1(); y < box.y2(); y++) {
      for (int x = (int) box.x1(); x < box.x2(); x++) {
        assertThat(pixels[3 * (y * SIDE + x)]).as("%d, %d", x, y).isEqualTo((byte) box.classId());
      }
    }
  }

  @Test
  void pastesTheMirroredPixelsUnderAMirroredBox() {
    List<PixelBox> boxes = paste(1, outlined(7, 10, 20, 30, 50));

    assertThat(boxes).hasSize(2);
    PixelBox pasted = boxes.get(1);
    assertThat(pasted.classId()).isEqualTo(7);
    assertThat(new double[] {pasted.x1(), pasted.y1(), pasted.x2(), pasted.y2()})
        .containsExactly(70, 20, 90, 50);
    assertThat(pasted.polygon().bounds().getX()).isCloseTo(70, within(1e-9));
  }

  @Test
  void leavesObjectsWithoutOutlineAlone() {
    assertThat(paste(1, plain(1, 10, 20, 30, 50))).hasSize(1);
  }

  @Test
  void hidesLessThanThreeTenthsOfAnyBox() {
    // mirrored to 70..90: covers 6 of 20 columns, then 5 of 20
    assertThat(paste(1, outlined(1, 10, 0, 30, 40), plain(2, 64, 0, 76, 40))).hasSize(2);
    assertThat(paste(1, outlined(1, 10, 0, 30, 40), plain(2, 55, 0, 75, 40))).hasSize(3);
    assertThat(paste(1, outlined(1, 10, 0, 30, 40), plain(2, 56, 0, 76, 40))).hasSize(2);
    assertThat(paste(1, outlined(1, 40, 0, 60, 40))).hasSize(1); // it would cover itself
  }

  @Test
  void pastesTheFractionOfTheCandidatesRoundedHalfToEven() {
    PixelBox[] five = new PixelBox[5];
    for (int i = 0; i < 5; i++) {
      five[i] = outlined(i, 5, 20 * i, 25, 20 * i + 15);
    }

    assertThat(paste(0.3, five)).hasSize(5 + 2); // 1.5
    assertThat(paste(0.5, five)).hasSize(5 + 2); // 2.5
    assertThat(paste(1, five)).hasSize(5 + 5);
    assertThat(paste(0, five)).hasSize(5);
  }
}
