package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SampleSheetTest {

  private static Sample sample(int level, float... labels) {
    byte[] pixels = new byte[3 * 64 * 64];
    Arrays.fill(pixels, (byte) level);
    return new Sample(0, pixels, 64, labels, null);
  }

  @Test
  void drawsSamplesRowByRowWithTheirBoxes() throws IOException {
    List<Sample> samples = List.of(sample(20), sample(200, 0, 0.5f, 0.5f, 0.5f, 0.25f), sample(90));

    BufferedImage sheet =
        ImageIO.read(new ByteArrayInputStream(SampleSheet.jpeg(samples, 2, List.of("cat"))));

    assertThat(sheet.getWidth()).isEqualTo(128);
    assertThat(sheet.getHeight()).isEqualTo(128);
    assertThat(sheet.getRGB(30, 30) & 255).isBetween(15, 25);
    assertThat(sheet.getRGB(96, 32) & 255).isBetween(190, 210); // inside the box
    assertThat(sheet.getRGB(30, 94) & 255).isBetween(85, 95);
    assertThat(sheet.getRGB(96, 96) & 255).isGreaterThan(245); // no fourth sample
    int edge = sheet.getRGB(64 + 16, 32); // red
    assertThat((edge >> 16 & 255) - (edge & 255)).isGreaterThan(100);
  }
}
