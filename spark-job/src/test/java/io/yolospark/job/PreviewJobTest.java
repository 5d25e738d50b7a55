package io.yolospark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.Configs;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewJobTest {

  @TempDir private Path folder;
  private PreviewJob job;

  @BeforeEach
  void drawImages() throws IOException {
    List<ImageRecord> records = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve(i + ".png");
      ImageIO.write(new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
      float[] box = {0.5f, 0.5f, 0.4f, 0.4f};
      records.add(new ImageRecord(file.toUri().toString(), 90, 60, new int[] {0}, box));
    }
    JobConfig config = Configs.load(Configs.LEAST, "model.image-size=64");
    job = new PreviewJob(config, records, new Configuration());
  }

  @Test
  void writesSheetsUntilTheImagesEnd() throws IOException {
    Path sheets = folder.resolve("sheets");

    assertThat(job.write(sheets.toString(), 4, 2, 0))
        .extracting(path -> path.getName())
        .containsExactly("sheet-1.jpg", "sheet-2.jpg");

    BufferedImage whole = ImageIO.read(sheets.resolve("sheet-1.jpg").toFile());
    BufferedImage last = ImageIO.read(sheets.resolve("sheet-2.jpg").toFile());
    assertThat(whole.getWidth()).isEqualTo(128);
    assertThat(whole.getHeight()).isEqualTo(128);
    assertThat(last.getHeight()).isEqualTo(64); // one image
  }

  @Test
  void namesTheFolderThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> job.write(file.toString(), 1, 1, 0))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("--folder")
        .hasMessageContaining(file.toString());
  }
}
