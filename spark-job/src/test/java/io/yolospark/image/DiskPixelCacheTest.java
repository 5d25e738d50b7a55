package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPixelCacheTest {

  @TempDir private Path folder;

  private static PixelImage noise(int record, int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(record).nextBytes(pixels);
    Letterbox letterbox = Letterbox.square(2 * width, 2 * height, Math.max(width, height));
    return new PixelImage(ByteBuffer.wrap(pixels), width, height, letterbox);
  }

  /** Of 100 bytes; the second image of 60 bytes starts a new one. */
  @Test
  void keepsWhatFitsIntoItsSegments() {
    DiskPixelCache cache = new DiskPixelCache(folder.resolve("made"), 250, 100);

    assertThat(cache.offer(4, noise(4, 5, 4))).isTrue();
    assertThat(cache.offer(5, noise(5, 4, 5))).isTrue();
    assertThat(cache.offer(6, noise(6, 10, 1))).isTrue(); // 30 bytes behind the second
    assertThat(cache.offer(7, noise(7, 5, 4))).isFalse(); // 50 bytes are left
    assertThat(cache.offer(8, noise(8, 5, 3))).isTrue();
    assertThat(cache.offer(4, noise(9, 5, 4))).isTrue(); // held already

    for (int record : new int[] {4, 5, 6, 8}) {
      PixelImage kept = cache.find(record);
      assertThat(kept.onHeap())
          .isEqualTo(noise(record, kept.width(), kept.height()))
          .extracting(PixelImage::bytes)
          .isEqualTo(kept.pixels().capacity());
    }
    assertThat(cache.find(5).height()).isEqualTo(5);
    assertThat(cache.find(7)).isNull();
  }

  @Test
  void leavesNoFileBehind() throws IOException {
    DiskPixelCache cache = new DiskPixelCache(folder, 1 << 20);
    cache.offer(1, noise(1, 30, 20));

    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void takesImagesFromManyThreads() {
    DiskPixelCache cache = new DiskPixelCache(folder, 3 * 16 * 16 * 50, 3 * 16 * 16 * 10);

    long kept =
        IntStream.range(0, 200)
            .parallel()
            .filter(i -> cache.offer(i % 100, noise(i % 100, 16, 16)))
            .count();

    assertThat(kept).isGreaterThanOrEqualTo(50);
    assertThat(IntStream.range(0, 100).filter(i -> cache.find(i) != null)).hasSize(50);
    assertThat(IntStream.range(0, 100).filter(i -> cache.find(i) != null))
        .allMatch(i -> cache.find(i).onHeap().equals(noise(i, 16, 16)));
  }

  @Test
  void namesTheFolderItCannotWrite() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    DiskPixelCache cache = new DiskPixelCache(file, 1 << 20);

    assertThatThrownBy(() -> cache.offer(1, noise(1, 30, 20)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot keep images in " + file)
        .hasMessageContaining("dataset.cache-folder");
  }
}
