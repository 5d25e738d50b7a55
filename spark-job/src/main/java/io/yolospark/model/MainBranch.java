package io.yolospark.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a gelan model of a yolov9 model: the main branch with its weights, without the auxiliary
 * branch, which only training needs (specification, section 2.8). Outputs stay bit-identical.
 */
public final class MainBranch {

  private static final Map<String, String> HEAD = Map.of("cv4", "cv2", "cv5", "cv3", "dfl2", "dfl");

  private MainBranch() {}

  /** The gelan counterpart of a yolov9 variant. */
  public static String single(String dualVariant) {
    return dualVariant.replaceFirst("^yolov9-", "gelan-");
  }

  private static String dual(String singleVariant) {
    return singleVariant.replaceFirst("^gelan-", "yolov9-");
  }

  /** Whether tensors for a gelan variant are those of its yolov9 counterpart. */
  public static boolean isNeeded(String singleVariant, Map<String, Tensor> tensors) {
    if (!singleVariant.startsWith("gelan-")) {
      return false;
    }
    List<Row> rows = Variant.named(dual(singleVariant)).rows();
    return tensors.containsKey("model." + (rows.size() - 1) + ".cv4.0.0.conv.weight");
  }

  /** The tensors of the yolov9 counterpart that have a place in the gelan variant, renamed. */
  public static Map<String, Tensor> extract(String singleVariant, Map<String, Tensor> tensors) {
    List<Row> from = Variant.named(dual(singleVariant)).rows();
    List<Row> to = Variant.named(singleVariant).rows();
    Map<Integer, Integer> layers = layers(from, to);
    Map<String, Tensor> extracted = new LinkedHashMap<>();
    for (Tensor tensor : tensors.values()) {
      String name = rename(tensor.name(), layers, from.size() - 1, to.size() - 1);
      if (name != null) {
        extracted.put(name, new Tensor(name, tensor.shape(), tensor.values()));
      }
    }
    return extracted;
  }

  /** Both tables list the layers of the main branch in the same order. */
  private static Map<Integer, Integer> layers(List<Row> from, List<Row> to) {
    List<Integer> sources = path(from);
    List<Integer> targets = path(to);
    Map<Integer, Integer> layers = new HashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      layers.put(sources.get(i), targets.get(i));
    }
    return layers;
  }

  private static List<Integer> path(List<Row> rows) {
    Schedule schedule = new Schedule(rows, rows.get(rows.size() - 1).mainInputs());
    List<Integer> path = new ArrayList<>();
    for (Row row : rows.subList(0, rows.size() - 1)) {
      if (schedule.runs(row.index()) && !row.module().equals("Silence")) {
        path.add(row.index());
      }
    }
    return path;
  }

  private static String rename(String name, Map<Integer, Integer> layers, int head, int newHead) {
    String[] parts = name.split("\\.", 4);
    if (parts.length < 4 || !parts[0].equals("model") || !parts[1].matches("[0-9]{1,4}")) {
      return null;
    }
    int layer = Integer.parseInt(parts[1]);
    if (layer == head) {
      String branch = HEAD.get(parts[2]);
      return branch == null ? null : String.join(".", "model", "" + newHead, branch, parts[3]);
    }
    Integer target = layers.get(layer);
    return target == null ? null : String.join(".", "model", "" + target, parts[2], parts[3]);
  }
}
