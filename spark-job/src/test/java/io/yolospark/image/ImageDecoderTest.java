package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private record Decoded(byte[] pixels, int width, int height) {
    int[] at(int x, int y) {
      int from = 3 * (y * width + x);
      return new int[] {pixels[from] & 255, pixels[from + 1] & 255, pixels[from + 2] & 255};
    }
  }

  private static Decoded decode(byte[] encoded) {
    return OpenCv.scoped(
        () -> {
          Mat image = ImageDecoder.decode("mem:/image", encoded);
          return new Decoded(OpenCv.toBytes(image), image.cols(), image.rows());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "jpeg", "gif", "tiff"})
  void givesRgbInWhateverFormat(String format) {
    BufferedImage image = ImageFiles.box(40, 24, new Color(255, 0, 0), 0, 0, 16, 24);

    Decoded decoded = decode(ImageFiles.encode(image, format));

    assertThat(decoded.width()).isEqualTo(40);
    assertThat(decoded.height()).isEqualTo(24);
    assertNear(decoded.at(4, 12), 255, 0, 0, 3);
    assertNear(decoded.at(32, 12), 0, 0, 0, 3);
  }

  /** Whatever the orientation, the original's size is known and the picture is the same. */
  @ParameterizedTest
  @CsvSource({
    "1, 203, 141, 101, 102, 71",
    "6, 141, 203, 50, 36, 51",
    "1, 203, 141, 25, 26, 18",
    "6, 141, 203, 1, 18, 26",
    "1, 203, 141, 102, 203, 141",
    "1, 208, 136, 104, 104, 68",
    "6, 136, 208, 50, 34, 52",
    "6, 136, 208, 20, 17, 26"
  })
  void decodesAtReducedScale(
      int orientation, int width, int height, int longSide, int columns, int rows) {
    byte[] jpeg =
        ImageFiles.encode(smooth(Math.max(width, height), Math.min(width, height)), "jpeg");
    byte[] oriented = ImageFiles.withSegment(jpeg, 0xE1, ImageFiles.exif(orientation));
    OpenCv.scoped(
        () -> {
          DecodedImage reduced = ImageDecoder.decode("mem:/image", oriented, longSide);

          assertThat(reduced.width()).isEqualTo(width);
          assertThat(reduced.height()).isEqualTo(height);
          assertThat(reduced.image().cols()).isEqualTo(columns);
          assertThat(reduced.image().rows()).isEqualTo(rows);
          Mat expected = new Mat();
          opencv_imgproc.resize(
              ImageDecoder.decode("mem:/image", oriented),
              expected,
              new Size(columns, rows),
              0,
              0,
              opencv_imgproc.INTER_AREA);
          byte[] pixels = OpenCv.toBytes(reduced.image());
          byte[] whole = OpenCv.toBytes(expected);
          double sum = 0;
          for (int i = 0; i < pixels.length; i++) {
            sum += Math.abs((pixels[i] & 255) - (whole[i] & 255));
          }
          // where sides do not divide evenly, the last block is wider than what it shows
          assertThat(sum / pixels.length).isLessThan(width % 8 == 0 ? 2 : 12);
          return null;
        });
  }

  private static BufferedImage smooth(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = (int) (127 + 120 * Math.sin(x / 17.0));
        int green = (int) (127 + 120 * Math.sin(y / 13.0));
        image.setRGB(x, y, new Color(red, green, 255 * x / width).getRGB());
      }
    }
    return image;
  }

  @Test
  void reducesNoOtherFormat() {
    byte[] png = ImageFiles.encode(smooth(80, 40), "png");
    OpenCv.scoped(
        () -> {
          DecodedImage decoded = ImageDecoder.decode("mem:/image", png, 20);

          assertThat(decoded.image().cols()).isEqualTo(80);
          assertThat(decoded.width()).isEqualTo(80);
          return null;
        });
  }

  /** A white quadrant, stored top-left, ends where the orientation's definition puts it. */
  @ParameterizedTest
  @CsvSource({
    "1, 48, 32, left, top",
    "2, 48, 32, right, top",
    "3, 48, 32, right, bottom",
    "4, 48, 32, left, bottom",
    "5, 32, 48, left, top",
    "6, 32, 48, right, top",
    "7, 32, 48, right, bottom",
    "8, 32, 48, left, bottom"
  })
  void appliesExifOrientation(int orientation, int width, int height, String column, String row) {
    BufferedImage stored = ImageFiles.box(48, 32, Color.WHITE, 0, 0, 24, 16);
    byte[] jpeg = ImageFiles.encode(stored, "jpeg");

    Decoded decoded = decode(ImageFiles.withSegment(jpeg, 0xE1, ImageFiles.exif(orientation)));

    assertThat(decoded.width()).isEqualTo(width);
    assertThat(decoded.height()).isEqualTo(height);
    int x = column.equals("left") ? 4 : width - 5;
    int y = row.equals("top") ? 4 : height - 5;
    assertNear(decoded.at(x, y), 255, 255, 255, 3);
    assertNear(decoded.at(width - 1 - x, y), 0, 0, 0, 3);
    assertNear(decoded.at(x, height - 1 - y), 0, 0, 0, 3);
    assertNear(decoded.at(width - 1 - x, height - 1 - y), 0, 0, 0, 3);
  }

  /** Orientations that agree on the corner still differ: 5 mirrors what 1 keeps. */
  @Test
  void transposesForOrientationFive() {
    BufferedImage stored = ImageFiles.box(48, 32, Color.WHITE, 0, 0, 48, 8);
    byte[] jpeg = ImageFiles.encode(stored, "jpeg");

    Decoded decoded = decode(ImageFiles.withSegment(jpeg, 0xE1, ImageFiles.exif(5)));

    assertNear(decoded.at(3, 44), 255, 255, 255, 3); // the top strip became the left one
    assertNear(decoded.at(28, 3), 0, 0, 0, 3);
  }

  @Test
  void repeatsGreyInThreeChannels() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(3, 5, 0, 200);

    assertThat(decode(ImageFiles.encode(image, "png")).at(3, 5)).containsExactly(200, 200, 200);
  }

  @Test
  void dropsAlpha() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(2, 3, 0x800A141E);
    image.setRGB(4, 3, 0x000A141E);

    Decoded decoded = decode(ImageFiles.encode(image, "png"));

    assertThat(decoded.at(2, 3)).containsExactly(10, 20, 30);
    assertThat(decoded.at(4, 3)).containsExactly(10, 20, 30);
  }

  @Test
  void keepsTheUpperByteOfSixteenBits() {
    BufferedImage image = ImageFiles.sixteenBit(16, 8, 0x40FF, 0xC000);

    Decoded decoded = decode(ImageFiles.encode(image, "png"));

    assertThat(decoded.at(1, 1)).containsExactly(0x40, 0x40, 0x40);
    assertThat(decoded.at(14, 1)).containsExactly(0xC0, 0xC0, 0xC0);
  }

  /** Adobe stores CMYK inverted: 255 is no ink. */
  @ParameterizedTest
  @CsvSource({
    "255, 255, 255, 255, 255, 255, 255",
    "0, 255, 255, 255, 0, 255, 255",
    "255, 0, 0, 255, 255, 0, 0",
    "255, 255, 255, 0, 0, 0, 0"
  })
  void convertsAdobeCmyk(int c, int m, int y, int k, int red, int green, int blue)
      throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 32, 32, 4, null);
    int[] pixels = new int[4 * 32 * 32];
    for (int i = 0; i < pixels.length; i += 4) {
      pixels[i] = c;
      pixels[i + 1] = m;
      pixels[i + 2] = y;
      pixels[i + 3] = k;
    }
    raster.setPixels(0, 0, 32, 32, pixels);
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    byte[] jpeg = ImageFiles.withSegment(ImageFiles.jpeg(raster), 0xEE, adobe);

    assertNear(decode(jpeg).at(16, 16), red, green, blue, 4);
  }

  @Test
  void namesFileAndReasonOfWhatCannotBeDecoded() {
    byte[] jpeg = ImageFiles.encode(noise(64, 64), "jpeg");
    byte[] png = ImageFiles.encode(noise(64, 64), "png");

    assertFails(new byte[0], "the file is empty");
    assertFails("not an image".getBytes(StandardCharsets.UTF_8), "corrupt, or not an image");
    assertFails(Arrays.copyOf(jpeg, jpeg.length - 40), "truncated JPEG");
    assertFails(Arrays.copyOf(jpeg, 100), "JPEG without image data");
    assertFails(Arrays.copyOf(png, png.length / 2), "corrupt");
  }

  /** The end marker of a thumbnail is none of the image's; bytes after the image's do no harm. */
  @Test
  void looksForTheEndOfAJpegBehindItsScan() {
    byte[] jpeg = ImageFiles.encode(noise(64, 64), "jpeg");
    byte[] thumbnail = {0, 0, (byte) 0xFF, (byte) 0xD9};
    byte[] marked = ImageFiles.withSegment(jpeg, 0xE2, thumbnail);

    assertThat(decode(Arrays.copyOf(marked, marked.length + 100)).width()).isEqualTo(64);
    assertFails(Arrays.copyOf(marked, marked.length - 40), "truncated JPEG");
  }

  @Test
  void refusesGiganticImagesByTheirHeader() {
    byte[] jpeg = ImageFiles.encode(noise(16, 16), "jpeg");
    int frame = indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60000).putShort(frame + 7, (short) 60000);
    byte[] png = ImageFiles.encode(noise(16, 16), "png");
    ByteBuffer.wrap(png).putInt(16, 60000).putInt(20, 60000);

    assertFails(jpeg, "3600000000 pixels, more than the accepted 134217728");
    assertFails(png, "3600000000 pixels, more than the accepted 134217728");
  }

  /** Whatever the damage: an image or one kind of error, never a crash. */
  @Test
  void survivesDamage() {
    Random random = new Random(3);
    int failures = 0;
    for (String format : new String[] {"jpeg", "png", "bmp", "gif", "tiff"}) {
      byte[] whole = ImageFiles.encode(noise(32, 32), format);
      for (int round = 0; round < 60; round++) {
        byte[] damaged = Arrays.copyOf(whole, 2 + random.nextInt(whole.length - 2));
        for (int i = 0; i < 5; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        try {
          decode(damaged);
        } catch (ImageDecodeException e) {
          failures++;
        }
      }
    }
    assertThat(failures).isBetween(100, 300);
  }

  @Test
  void releasesNativeMemory() throws IOException {
    byte[] jpeg = ImageFiles.encode(ImageFiles.box(640, 480, Color.RED, 9, 9, 99, 99), "jpeg");
    decodeRepeatedly(jpeg, 200);
    long before = nativeMegabytes();

    decodeRepeatedly(jpeg, 2000);

    // one image that stays behind in each round would be 1800 MB
    assertThat(nativeMegabytes() - before).isLessThan(150);
  }

  private static void decodeRepeatedly(byte[] jpeg, int times) {
    for (int i = 0; i < times; i++) {
      OpenCv.scoped(() -> PixelImage.decode("mem:/image", jpeg, 64, Decoding.WHOLE).bytes());
    }
  }

  private static long nativeMegabytes() throws IOException {
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    long kilobytes = Long.parseLong(resident.replaceAll("\\D", ""));
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return (kilobytes >> 10) - (heap >> 20);
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return image;
  }

  private static int indexOf(byte[] bytes, byte[] pattern) {
    for (int at = 0; at < bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
        return at;
      }
    }
    throw new IllegalArgumentException("pattern not found");
  }

  private static void assertFails(byte[] encoded, String reason) {
    assertThatThrownBy(() -> decode(encoded))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageStartingWith("Cannot decode image mem:/image: ")
        .hasMessageContaining(reason);
  }

  private static void assertNear(int[] pixel, int red, int green, int blue, int tolerance) {
    int[] wanted = {red, green, blue};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(pixel[channel])
          .as("channel %d of %s", channel, Arrays.toString(pixel))
          .isBetween(wanted[channel] - tolerance, wanted[channel] + tolerance);
    }
  }
}
