package io.yolospark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.dataset.VocAnnotation.VocObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocAnnotationParserTest {

  private static final String WHOLE =
      """
      <annotation>
        <filename>a.jpg</filename>
        <size><width>200</width><height>100</height><depth>3</depth></size>
        <object>
          <part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>
          <name> cat &amp; dog </name>
          <difficult>1</difficult>
          <bndbox><ymax>40</ymax><xmin>10.5</xmin><ymin>20</ymin><xmax>30</xmax></bndbox>
        </object>
        <object><name>bird</name></object>
      </annotation>
      """;

  @Test
  void readsObjectsButNotTheirParts() throws IOException {
    VocAnnotation annotation = parse(WHOLE);

    assertThat(annotation.filename()).isEqualTo("a.jpg");
    assertThat(annotation.width()).isEqualTo("200");
    assertThat(annotation.height()).isEqualTo("100");
    assertThat(annotation.objects())
        .containsExactly(
            new VocObject(4, "cat & dog", "10.5", "20", "30", "40"),
            new VocObject(10, "bird", null, null, null, null));
  }

  @Test
  void externalEntitiesAreRefused(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "cat");
    String attack =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]><annotation><object><name>&x;</name></object></annotation>";

    assertThatThrownBy(() -> parse(attack))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DOCTYPE");
  }

  @Test
  void entitiesThatGrowAreRefused() {
    String attack =
        "<!DOCTYPE a [<!ENTITY x \"aaaa\"><!ENTITY y \"&x;&x;\">]><annotation>&y;</annotation>";

    assertThatThrownBy(() -> parse(attack)).hasMessageContaining("DOCTYPE");
  }

  @Test
  void otherXmlAndDeepNestingAreRefused() {
    assertThatThrownBy(() -> parse("<html><annotation/></html>")).hasMessageContaining("root");
    assertThatThrownBy(() -> parse("<annotation>" + "<a>".repeat(100_000)))
        .hasMessageContaining("nested");
    assertThatThrownBy(() -> parse("")).isInstanceOf(IOException.class);
  }

  @Test
  void everyTruncationIsAnErrorOfOneLine() {
    byte[] whole = WHOLE.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> VocAnnotationParser.parse(cut))
          .isInstanceOf(IOException.class)
          .message()
          .isNotBlank()
          .doesNotContain("\n");
    }
  }

  @Test
  void damagedBytesNeverCrash() {
    Random random = new Random(9);
    int errors = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] xml = WHOLE.getBytes(StandardCharsets.UTF_8);
      for (int hits = 1 + random.nextInt(6); hits > 0; hits--) {
        xml[random.nextInt(xml.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(VocAnnotationParser.parse(xml).objects()).hasSizeLessThanOrEqualTo(2);
      } catch (IOException e) {
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(3000);
  }

  private static VocAnnotation parse(String xml) throws IOException {
    return VocAnnotationParser.parse(xml.getBytes(StandardCharsets.UTF_8));
  }
}
