package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * One detection branch over three levels: for each, {@value #BOX_CHANNELS} box channels (left, top,
 * right, bottom, 16 bins each) and one channel per class (yolov9 specification, section 1.4).
 */
final class HeadBranch {

  static final int BOX_CHANNELS = 64;
  static final int[] STRIDES = {8, 16, 32};
  private static final int SIDES = 4;

  private final List<List<Module>> boxes = new ArrayList<>();
  private final List<List<Module>> classes = new ArrayList<>();
  private final int classWidth;

  /**
   * Widths follow from the first level alone.
   *
   * @param boxName official name of the box convolutions, such as cv2
   * @param className official name of the class convolutions, such as cv3
   */
  HeadBranch(Scope scope, String boxName, String className, int[] channels, HeadWidths widths) {
    int classCount = widths.classes();
    int boxWidth = (Math.max(channels[0] / 4, 64) + 3) / 4 * 4;
    classWidth = widths.hidden(channels[0]);
    for (int level = 0; level < channels.length; level++) {
      Scope box = scope.at(boxName).at(level);
      boxes.add(
          List.of(
              new Conv(box.at(0), channels[level], boxWidth, 3),
              new Conv(box.at(1), boxWidth, boxWidth, 3, 1, SIDES),
              PlainConv.pointwise(box.at(2), boxWidth, BOX_CHANNELS, SIDES, 1.0)));
    }
    for (int level = 0; level < channels.length; level++) {
      Scope cls = scope.at(className).at(level);
      double cells = Math.pow(640.0 / STRIDES[level], 2);
      classes.add(
          List.of(
              new Conv(cls.at(0), channels[level], classWidth, 3),
              new Conv(cls.at(1), classWidth, classWidth, 3),
              PlainConv.pointwise(
                  cls.at(2), classWidth, classCount, 1, Math.log(5.0 / classCount / cells))));
    }
  }

  /** Channels of the convolutions that lead to the class logits. */
  int classWidth() {
    return classWidth;
  }

  /** Raw maps, one per level: (B, 64 + classes, h, w). */
  NDList apply(Pass pass, List<NDArray> levels) {
    NDList maps = new NDList();
    for (int level = 0; level < levels.size(); level++) {
      try (NDArray box = chain(pass, boxes.get(level), levels.get(level));
          NDArray cls = chain(pass, classes.get(level), levels.get(level))) {
        maps.add(NDArrays.concat(new NDList(box, cls), 1));
      }
    }
    return maps;
  }

  private static NDArray chain(Pass pass, List<Module> modules, NDArray input) {
    NDArray output = input;
    for (Module module : modules) {
      NDArray next = module.apply(pass, output);
      if (output != input) {
        output.close();
      }
      output = next;
    }
    return output;
  }
}
