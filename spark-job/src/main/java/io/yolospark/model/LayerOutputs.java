package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Outputs of the layers of one forward pass, as long as something reads them. */
final class LayerOutputs {

  private final List<Row> rows;
  private final NDList image;
  private final SegmentCut cut;
  private final boolean[] trained;
  private final NDList[] own;
  private final NDList[] beyond;

  LayerOutputs(List<Row> rows, NDArray images, SegmentCut cut) {
    this.rows = rows;
    this.cut = cut;
    image = new NDList(images);
    trained = new boolean[rows.size()];
    own = new NDList[rows.size()];
    beyond = new NDList[rows.size()];
  }

  /**
   * Takes the outputs of a layer.
   *
   * @param trains whether the layer has parameters that are trained
   * @param crosses whether a later segment reads them
   */
  void put(int layer, NDList outputs, boolean trains, boolean crosses) {
    Row row = rows.get(layer);
    trained[layer] =
        trains || row.from().stream().anyMatch(source -> source >= 0 && trained[source]);
    own[layer] = outputs;
    beyond[layer] = crosses && trained[layer] ? cut(row.segment(), outputs) : outputs;
  }

  private NDList cut(String segment, NDList outputs) {
    NDList cuts = new NDList();
    for (NDArray output : outputs) {
      cuts.add(cut.apply(segment, output));
    }
    return cuts;
  }

  /** What a row reads from one of its sources. */
  NDList read(Row reader, int source) {
    if (source < 0) {
      return image;
    }
    return reader.segment().equals(rows.get(source).segment()) ? own[source] : beyond[source];
  }

  /** Closes the outputs of a layer, but for those that the cut keeps. */
  void release(int layer) {
    for (int i = 0; i < own[layer].size(); i++) {
      NDArray output = own[layer].get(i);
      if (output != image.get(0) && output == beyond[layer].get(i)) {
        output.close();
      }
    }
  }
}
