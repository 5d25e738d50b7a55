package io.yolospark.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The layers of a model and how they are wired; stateless, so usable from any thread. */
final class Graph {

  private static final int LEVELS = 3;

  private final List<Row> rows;
  private final List<Layer> layers = new ArrayList<>();
  private final HeadBranch main;
  private final HeadBranch auxiliary;
  private final Set<Integer> parametrised = new HashSet<>();
  private final Set<Integer> crossing;
  private final Schedule all;
  private final Schedule mainOnly;

  Graph(Variant variant, LayerBuilder builder, HeadWidths widths) {
    rows = variant.rows();
    Row head = rows.get(rows.size() - 1);
    if (!head.isHead()) {
      throw new IllegalArgumentException(
          "The last row of a model table must be a head: " + variant.name());
    }
    for (Row row : rows.subList(0, rows.size() - 1)) {
      layers.add(builder.build(row));
    }
    int[] channels = builder.inputs(head);
    Scope scope = builder.scope(head);
    if (head.isDualHead()) {
      auxiliary = new HeadBranch(scope, "cv2", "cv3", Arrays.copyOf(channels, LEVELS), widths);
      int[] mainChannels = Arrays.copyOfRange(channels, LEVELS, 2 * LEVELS);
      main = new HeadBranch(scope, "cv4", "cv5", mainChannels, widths);
    } else {
      auxiliary = null;
      main = new HeadBranch(scope, "cv2", "cv3", channels, widths);
    }
    builder.declared().forEach(parameter -> parametrised.add(parameter.layer()));
    crossing = crossing(rows);
    all = new Schedule(rows, head.from());
    mainOnly = new Schedule(rows, mainInputs());
  }

  int classWidth() {
    return main.classWidth();
  }

  boolean hasAuxiliary() {
    return auxiliary != null;
  }

  /** Names of the segments, in the order in which the forward pass runs them. */
  List<String> segments() {
    return rows.stream().map(Row::segment).distinct().toList();
  }

  /** Raw maps; the layers in {@code frozen} use their running statistics whatever the pass says. */
  HeadMaps apply(
      Pass pass, NDArray images, boolean withAuxiliary, Set<Integer> frozen, SegmentCut cut) {
    Schedule schedule = withAuxiliary ? all : mainOnly;
    LayerOutputs outputs = new LayerOutputs(rows, images, cut);
    for (int layer = 0; layer < layers.size(); layer++) {
      if (!schedule.runs(layer)) {
        continue;
      }
      Row row = rows.get(layer);
      List<NDList> inputs = row.from().stream().map(source -> outputs.read(row, source)).toList();
      NDList output = layers.get(layer).apply(pass.of(layer, frozen), inputs);
      boolean trains = parametrised.contains(layer) && !frozen.contains(layer);
      outputs.put(layer, output, trains, crossing.contains(layer));
      schedule.finishedAfter(layer).forEach(outputs::release);
    }
    Pass headPass = pass.of(head().index(), frozen);
    NDList mainMaps = main.apply(headPass, levels(outputs, mainInputs()));
    NDList auxiliaryMaps =
        withAuxiliary && hasAuxiliary()
            ? auxiliary.apply(headPass, levels(outputs, auxiliaryInputs()))
            : null;
    Set<Integer> headInputs = new HashSet<>(withAuxiliary ? head().from() : mainInputs());
    headInputs.forEach(outputs::release);
    return new HeadMaps(mainMaps, auxiliaryMaps);
  }

  private List<NDArray> levels(LayerOutputs outputs, List<Integer> sources) {
    return sources.stream().map(source -> outputs.read(head(), source).singletonOrThrow()).toList();
  }

  /** The layers that a layer of another segment reads. */
  private static Set<Integer> crossing(List<Row> rows) {
    Set<Integer> crossing = new HashSet<>();
    for (Row row : rows) {
      for (int source : row.from()) {
        if (source >= 0 && !rows.get(source).segment().equals(row.segment())) {
          crossing.add(source);
        }
      }
    }
    return crossing;
  }

  private Row head() {
    return rows.get(rows.size() - 1);
  }

  private List<Integer> mainInputs() {
    return head().mainInputs();
  }

  private List<Integer> auxiliaryInputs() {
    return head().from().subList(0, LEVELS);
  }
}
