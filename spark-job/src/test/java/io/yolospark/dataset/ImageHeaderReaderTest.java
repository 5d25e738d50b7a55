package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderReaderTest {

  private static final Configuration HADOOP = new Configuration();
  private static final byte[] JPEG = TestImages.encoded("jpg", 150, 90);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp"})
  void readsTheSizeWhateverTheNameSays(String format) throws IOException {
    assertThat(read(TestImages.encoded(format, 150, 90))).isEqualTo(new ImageHeader(150, 90));
  }

  @ParameterizedTest
  @CsvSource({
    "1,150,90",
    "2,150,90",
    "3,150,90",
    "4,150,90",
    "5,90,150",
    "6,90,150",
    "7,90,150",
    "8,90,150",
    "0,150,90",
    "9,150,90"
  })
  void statesTheSizeAfterExifOrientation(int orientation, int width, int height)
      throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] image = TestImages.withApp1(JPEG, TestImages.exif(orientation, order));

      assertThat(read(image)).isEqualTo(new ImageHeader(width, height));

      byte[] exif = TestImages.exif(orientation, order);
      byte[] tiff = Arrays.copyOfRange(exif, 6, exif.length);
      byte[] png = TestImages.withExifChunk(TestImages.encoded("png", 150, 90), tiff);
      assertThat(read(png)).isEqualTo(new ImageHeader(width, height));

      ByteBuffer webp = ByteBuffer.allocate(18 + 12 + 8 + tiff.length);
      webp.order(ByteOrder.LITTLE_ENDIAN);
      webp.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(8);
      webp.put(new byte[] {(byte) 149, 0, 0, 89, 0, 0});
      webp.put("ICCP".getBytes(StandardCharsets.US_ASCII)).putInt(3).putInt(0); // 3 bytes, padded
      webp.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(tiff.length).put(tiff);
      assertThat(read(TestImages.webp(webp.array()))).isEqualTo(new ImageHeader(width, height));
    }
  }

  @Test
  void theFirstExifSegmentCounts() throws IOException {
    byte[] late = TestImages.withApp1(JPEG, TestImages.exif(6, ByteOrder.BIG_ENDIAN));
    byte[] xmp = "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.US_ASCII);
    byte[] upright = TestImages.exif(1, ByteOrder.BIG_ENDIAN);

    assertThat(read(TestImages.withApp1(late, xmp))).isEqualTo(new ImageHeader(90, 150));
    assertThat(read(TestImages.withApp1(late, upright))).isEqualTo(new ImageHeader(150, 90));
  }

  @Test
  void findsTheSizeBehindLargeSegments() throws IOException {
    byte[] image = JPEG;
    for (int i = 0; i < 4; i++) {
      image = TestImages.withApp1(image, new byte[65_000]);
    }

    assertThat(read(TestImages.withApp1(image, TestImages.exif(6, ByteOrder.BIG_ENDIAN))))
        .isEqualTo(new ImageHeader(90, 150));
  }

  @Test
  void brokenExifCountsAsUpright() throws IOException {
    byte[] exif = TestImages.exif(6, ByteOrder.BIG_ENDIAN);
    // Cut before the orientation's value at byte 36, which is itself at bytes 36 and 37.
    for (int length = 0; length < 36; length++) {
      byte[] cut = Arrays.copyOf(exif, length);
      assertThat(read(TestImages.withApp1(JPEG, cut))).isEqualTo(new ImageHeader(150, 90));
    }
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = exif.clone();
      damaged[6 + random.nextInt(damaged.length - 6)] = (byte) random.nextInt();
      ImageHeader header = read(TestImages.withApp1(JPEG, damaged));
      assertThat(header.width() * header.height()).isEqualTo(150 * 90);
    }
  }

  @Test
  void readsTheThreeKindsOfWebp() throws IOException {
    ByteBuffer lossy = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    lossy.put("VP8 ".getBytes(StandardCharsets.US_ASCII)).putInt(32).put(new byte[3]);
    lossy.put((byte) 0x9D).put((byte) 1).put((byte) 0x2A);
    lossy.putShort((short) (0x4000 | 150)).putShort((short) 90); // the upper two bits are a scale
    ByteBuffer lossless = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    lossless.put("VP8L".getBytes(StandardCharsets.US_ASCII)).putInt(32).put((byte) 0x2F);
    lossless.putInt(149 | (89 << 14) | (1 << 28));
    ByteBuffer extended = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    extended.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
    extended.put(new byte[] {(byte) 149, 0, 0, (byte) 0x89, 0x13, 0}); // 150, 0x1389 + 1 = 5002

    assertThat(read(TestImages.webp(lossy.array()))).isEqualTo(new ImageHeader(150, 90));
    assertThat(read(TestImages.webp(lossless.array()))).isEqualTo(new ImageHeader(150, 90));
    assertThat(read(TestImages.webp(extended.array()))).isEqualTo(new ImageHeader(150, 5002));
    byte[] cut = Arrays.copyOf(TestImages.webp(lossy.array()), 45);
    assertThat(rejection(cut).kind()).isEqualTo(ProblemKind.TRUNCATED_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp"})
  void everyTruncationIsSeen(String format) throws IOException {
    byte[] whole = TestImages.encoded(format, 150, 90);
    int[] header = IntStream.range(0, 234).map(i -> 3 * i).toArray();
    int[] body = new Random(3).ints(30, 700, whole.length).toArray();
    for (int[] lengths : new int[][] {header, body, {whole.length - 1}}) {
      for (int length : lengths) {
        assertThat(rejection(Arrays.copyOf(whole, length)).getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void bytesAfterTheEndAreAllowed() throws IOException {
    for (int extra : new int[] {1, 5_000, 100_000}) {
      byte[] jpeg = Arrays.copyOf(JPEG, JPEG.length + extra);
      byte[] png = TestImages.encoded("png", 150, 90);

      assertThat(read(jpeg)).isEqualTo(new ImageHeader(150, 90));
      assertThat(read(Arrays.copyOf(png, png.length + extra))).isEqualTo(new ImageHeader(150, 90));
    }
  }

  @Test
  void theEndMarkerOfAThumbnailIsNotTheEnd() throws IOException {
    byte[] endless = Arrays.copyOf(JPEG, JPEG.length - 2);
    byte[] thumbnail = TestImages.encoded("jpg", 32, 32);

    BadImageException rejection = rejection(TestImages.withApp1(endless, thumbnail));

    assertThat(rejection.kind()).isEqualTo(ProblemKind.TRUNCATED_IMAGE);
    assertThat(rejection).hasMessage("the JPEG data has no end marker (FFD9)");
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    assertThat(rejection(new byte[0])).hasMessage("the file is empty");
    assertThat(rejection("<html>not found</html>".getBytes(StandardCharsets.UTF_8)).kind())
        .isEqualTo(ProblemKind.UNSUPPORTED_IMAGE);
    assertThat(rejection(TestImages.encoded("png", 9, 200)))
        .hasMessage("9x200 px; both sides need 10 px");
    assertThat(rejection(TestImages.encoded("gif", 150, 90)).kind())
        .isEqualTo(ProblemKind.UNSUPPORTED_IMAGE);
    assertThat(rejection(folder).kind()).isEqualTo(ProblemKind.UNREADABLE_IMAGE);
    assertThat(rejection(folder.resolve("absent.jpg")).kind()).isEqualTo(ProblemKind.MISSING_IMAGE);
  }

  @Test
  void refusesMorePixelsThanCanBeDecoded() throws IOException {
    byte[] png = TestImages.encoded("png", 150, 90);
    ByteBuffer.wrap(png).putInt(16, 40_000).putInt(20, 40_000);

    assertThat(rejection(png).kind()).isEqualTo(ProblemKind.IMAGE_SIZE);
  }

  @Test
  void damagedHeadersNeverCrash() throws IOException {
    Random random = new Random(11);
    byte[][] images = {JPEG, TestImages.encoded("png", 30, 20), TestImages.encoded("bmp", 30, 20)};
    for (int i = 0; i < 600; i++) {
      byte[] image = images[i % images.length].clone();
      for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
        image[random.nextInt(Math.min(image.length, 700))] = (byte) random.nextInt();
      }
      try {
        ImageHeader header = read(image);
        assertThat(Math.min(header.width(), header.height())).isGreaterThanOrEqualTo(10);
      } catch (BadImageException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  private ImageHeader read(byte[] content) throws IOException {
    Path file = folder.resolve("image.dat");
    Files.write(file, content);
    return read(file);
  }

  private static ImageHeader read(Path file) throws IOException {
    return ImageHeaderReader.read(
        FileSystem.getLocal(HADOOP), new org.apache.hadoop.fs.Path(file.toString()));
  }

  private BadImageException rejection(byte[] content) {
    return catchThrowableOfType(BadImageException.class, () -> read(content));
  }

  private static BadImageException rejection(Path file) {
    return catchThrowableOfType(BadImageException.class, () -> read(file));
  }
}
