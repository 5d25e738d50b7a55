package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataBenchmarkTest {

  private static final String PYTHON = System.getProperty("yolospark.python", "python3");

  @TempDir private Path folder;
  private final List<ImageRecord> records = new ArrayList<>();

  @BeforeEach
  void drawImages() throws IOException {
    for (int i = 0; i < 3; i++) {
      Path file = folder.resolve(i + ".jpg");
      BufferedImage image = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "jpeg", file.toFile());
      float[] box = {0.5f, 0.5f, 0.4f, 0.4f};
      records.add(new ImageRecord(file.toUri().toString(), 90, 60, new int[] {0}, box));
    }
  }

  private String run(String python) {
    JobConfig config = Configs.load(Configs.LEAST, "model.image-size=64");
    return new DataBenchmark(config, records).run(2, python);
  }

  @Test
  void measuresWithoutAPeer() {
    assertThat(run("/no/such/python").lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("3 images at 64 px, 2 rounds in turns"),
            line -> assertThat(line).matches(" +decode +yolospark +[0-9]+\\.[0-9]"),
            line -> assertThat(line).matches(" +recipe +yolospark +[0-9]+\\.[0-9]"),
            line -> assertThat(line).matches(" +cached +yolospark +[0-9]+\\.[0-9]"),
            line ->
                assertThat(line)
                    .startsWith("no comparison with OpenCV-Python: ")
                    .contains("/no/such/python"));
  }

  @Test
  void comparesWithOpenCvPython() throws InterruptedException {
    assumeTrue(hasOpenCv(), PYTHON + " has no cv2");

    assertThat(run(PYTHON).lines().skip(1))
        .hasSize(3)
        .allSatisfy(
            line -> assertThat(line).containsPattern("OpenCV-Python [0-9].* ratio [0-9]+\\."));
  }

  private static boolean hasOpenCv() throws InterruptedException {
    try {
      Process process = new ProcessBuilder(PYTHON, "-c", "import cv2, numpy").start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
