package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.dataset.ImageRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The photos beside the repository; skipped where they are absent. */
class RealPhotosTest {

  private static final int SIZE = 320;

  @ParameterizedTest
  @CsvSource({"bccd/JPEGImages, 364, 640, 480", "nuts/images, 18, 800, 600"})
  void areAllDecoded(String name, int photos, int width, int height) throws IOException {
    Path folder = shared().resolve("data").resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> "no photos in " + folder);
    List<ImageRecord> records = records(folder);
    List<BadImage> bad = new ArrayList<>();
    SampleLoader loader =
        new SampleLoader(records, SIZE, new Configuration(false), new CacheLimits(0, 0), bad::add);

    for (int record = 0; record < records.size(); record++) {
      Sample sample = loader.validation(record);
      assertThat(sample.letterbox()).isEqualTo(Letterbox.square(width, height, SIZE));
      assertThat(sample.pixels()).hasSize(3 * SIZE * SIZE);
      assertThat(sample.pixels()[0]).isEqualTo((byte) 114);
      assertThat(middleRowLevels(sample)).isGreaterThan(20); // a picture, not grey
    }

    assertThat(records).hasSize(photos);
    assertThat(bad).isEmpty();
  }

  private static long middleRowLevels(Sample sample) {
    int start = 3 * SIZE * (SIZE / 2);
    return IntStream.range(start, start + 3 * SIZE).map(i -> sample.pixels()[i]).distinct().count();
  }

  private static Path shared() {
    String override = System.getenv("YOLOSPARK_SHARED");
    return override != null
        ? Path.of(override)
        : Path.of(System.getProperty("yolospark.root"), "..", "shared");
  }

  private static List<ImageRecord> records(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .sorted()
          .map(file -> new ImageRecord(file.toUri().toString(), 1, 1, new int[0], new float[0]))
          .toList();
    }
  }
}
