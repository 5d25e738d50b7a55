package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameter counts of the specification, section 2.6. */
class ModelCountsTest {

  @ParameterizedTest
  @CsvSource({
    "gelan-t, 80, 2442624",
    "gelan-s, 80, 7226192",
    "gelan-m, 80, 20123984",
    "gelan-c, 80, 25498736",
    "gelan-e, 80, 58114416",
    "yolov9-t, 80, 3717648",
    "yolov9-s, 80, 9804480",
    "yolov9-m, 80, 32878400",
    "yolov9-c, 80, 51182048",
    "yolov9-e, 80, 69529632",
    // with 3 classes the specification counts the frozen DFL weights in: 32 dual, 16 single
    "yolov9-t, 3, 2660034",
    "yolov9-s, 3, 9744882",
    "yolov9-m, 3, 32767058",
    "yolov9-c, 3, 51004178",
    "yolov9-e, 3, 69410898",
    "gelan-c, 3, 25439369"
  })
  void trainableParameters(String variant, int classes, long expected) {
    assertThat(total(new YoloBlock(variant, classes))).isEqualTo(expected);
  }

  /**
   * Counts for other classes from those for 80: only the heads depend on the classes, and layer 16
   * of gelan-m (17 of yolov9-m), which keeps its 180 channels with 55 classes.
   */
  @ParameterizedTest
  @CsvSource({
    "gelan-t, 2442640, 64, 96, 128,",
    "gelan-s, 7226208, 128, 192, 256,",
    "gelan-m, 20124000, 240, 360, 480,",
    "gelan-c, 25498752, 256, 512, 512,",
    "gelan-e, 58114432, 256, 512, 512,",
    "yolov9-t, 3717680, 64, 96, 128, 64 96 128",
    "yolov9-s, 9804512, 128, 192, 256, 128 192 256",
    "yolov9-m, 32878432, 240, 360, 480, 240 360 480",
    "yolov9-c, 51182080, 256, 512, 512, 512 512 512",
    "yolov9-e, 69529664, 256, 512, 512, 256 512 512"
  })
  void parametersForOtherClasses(
      String variant, long for80, int p3, int p4, int p5, String auxiliary) {
    List<int[]> branches = new ArrayList<>();
    branches.add(new int[] {p3, p4, p5});
    if (auxiliary != null) {
      branches.add(Arrays.stream(auxiliary.split(" ")).mapToInt(Integer::parseInt).toArray());
    }
    for (int classes : new int[] {1, 3, 55, 80}) {
      long expected = for80;
      for (int[] channels : branches) {
        expected += head(classes, channels) - head(80, channels);
      }
      if (classes == 55 && variant.endsWith("-m")) {
        // 3x3 convolution of 240 channels with its norm, and 360 filters over the concatenation
        expected -= 4 * (9 * 240 + 2 + 360);
      }
      assertThat(ModelSize.of(new YoloBlock(variant, classes), 640).parameters())
          .as("%s with %d classes", variant, classes)
          .isEqualTo(expected);
    }
  }

  /** Specification, section 1.4. */
  private static long head(long classes, int[] channels) {
    long box = Math.max(channels[0] / 4, 64);
    long cls = Math.max(channels[0], Math.min(2 * classes, 128));
    long sum = 16;
    for (long in : channels) {
      sum += 9 * in * box + 2 * box + 9 * box * box / 4 + 2 * box + 64 * box / 4 + 64;
      sum += 9 * in * cls + 2 * cls + 9 * cls * cls + 2 * cls + classes * cls + classes;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "gelan-t, '464,4672,7872,18560,65216,55488,145824,110848,258432,41344,0,0,158112,0,0,71360,27744,0,150432,55424,0,266624,1004224'",
    "yolov9-t, '464,4672,7872,18560,65216,55488,145824,110848,258432,41344,0,0,158112,0,0,71360,27744,0,150432,55424,0,266624,41344,0,0,158112,0,0,71360,2008448'",
    "gelan-s, '928,18560,31104,73984,258432,221568,579648,442880,1028864,164608,0,0,628800,0,0,283008,110784,0,598080,221440,0,1061632,1501888'",
    "yolov9-s, '928,18560,31104,73984,258432,221568,579648,442880,1028864,164608,0,0,628800,0,0,283008,110784,0,598080,221440,0,1061632,164608,0,0,628800,0,0,283008,3003776'",
    "gelan-m, '928,18560,171648,276960,629520,778320,1414080,1556160,2511840,577440,0,0,1586880,0,0,715920,397808,0,1480320,778080,0,2627040,4602496'",
    "yolov9-m, '0,928,18560,171648,276960,629520,778320,1414080,1556160,2511840,577440,0,0,1586880,0,0,715920,397808,0,1480320,778080,0,2627040,57840,216600,519480,928,18560,171648,276960,0,629520,778320,0,1414080,1556160,0,2511840,9204992'",
    "gelan-c, '1856,73984,212864,164352,847616,656384,2857472,656384,2857472,656896,0,0,3119616,0,0,912640,164352,0,2988544,656384,0,3119616,5552320'",
    "yolov9-c, '0,1856,73984,212864,164352,847616,656384,2857472,656384,2857472,656896,0,0,3119616,0,0,912640,164352,0,2988544,656384,0,3119616,131328,393984,656640,1856,73984,212864,164352,0,847616,656384,0,2857472,656384,0,2857472,21725312'",
    "yolov9-e, '0,1856,73984,252160,164352,1004032,656384,4006912,2623488,4269056,4160,49344,229824,984000,2033600,1856,0,73984,0,252160,164352,0,1004032,656384,0,4006912,2623488,0,4269056,787968,0,0,4005888,0,0,1069056,787968,0,0,4005888,0,0,1069056,164352,0,3612672,656384,0,12860416,11104640'"
  })
  void parametersOfEachLayer(String variant, String expected) {
    long[] counts = Arrays.stream(expected.split(",")).mapToLong(Long::parseLong).toArray();
    // the specification counts the frozen DFL weights of the head, 16 per branch; here they are
    // constants
    counts[counts.length - 1] -= variant.startsWith("yolov9") ? 32 : 16;
    Map<Integer, Long> actual = new TreeMap<>();
    for (int layer = 0; layer < counts.length; layer++) {
      actual.put(layer, 0L);
    }
    for (ModelParameter parameter : new YoloBlock(variant, 80).modelParameters()) {
      if (parameter.role().trained()) {
        actual.merge(parameter.layer(), (long) parameter.size(), Long::sum);
      }
    }
    assertThat(actual.values().stream().mapToLong(Long::longValue).toArray()).isEqualTo(counts);
  }

  @Test
  void tensorsOfEachGroup() {
    YoloBlock block = new YoloBlock("yolov9-t", 80);
    assertThat(count(block, Role.BIAS)).isEqualTo(303);
    assertThat(count(block, Role.WEIGHT)).isEqualTo(305 - 2); // less the two frozen DFL tensors
    assertThat(count(block, Role.NORM_WEIGHT)).isEqualTo(291);
  }

  @Test
  void widthKeepsItsExemption() {
    assertThat(total(new YoloBlock("gelan-m", 55)) == total(new YoloBlock("gelan-m", 54)))
        .isFalse();
    assertThat(aconvWidth(54)).isEqualTo(184);
    assertThat(aconvWidth(55)).isEqualTo(180);
  }

  private static long aconvWidth(int classes) {
    return new YoloBlock("gelan-m", classes)
        .modelParameters().stream()
            .filter(each -> each.name().equals("model.16.cv1.conv.weight"))
            .findFirst()
            .orElseThrow()
            .shape()
            .get(0);
  }

  private static long total(YoloBlock block) {
    return block.modelParameters().stream()
        .filter(each -> each.role().trained())
        .mapToLong(ModelParameter::size)
        .sum();
  }

  private static long count(YoloBlock block, Role role) {
    return block.modelParameters().stream().filter(each -> each.role() == role).count();
  }
}
