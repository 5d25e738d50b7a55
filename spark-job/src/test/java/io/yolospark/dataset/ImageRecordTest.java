package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageRecordTest {

  @Test
  void asOneClassChangesNothingButTheClasses() {
    float[] boxes = {0.5f, 0.5f, 0.2f, 0.2f, 0.1f, 0.1f, 0.2f, 0.2f};
    float[][] polygons = {{}, {0, 0, 0.2f, 0, 0.2f, 0.2f}};
    ImageRecord record =
        new ImageRecord("file:/a.jpg", 64, 48, new int[] {2, 1}, boxes, polygons).asOneClass();

    assertThat(record.classes()).containsExactly(0, 0);
    assertThat(record.boxes()).isSameAs(boxes);
    assertThat(record.polygons()).isSameAs(polygons);
    assertThat(record.uri()).isEqualTo("file:/a.jpg");
    assertThat(record.width()).isEqualTo(64);
    assertThat(record.height()).isEqualTo(48);
  }
}
