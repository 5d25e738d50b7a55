package io.yolospark.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings that a benchmark compares, written as {@code key=value,value}. */
final class Variations {

  private Variations() {}

  /** What is wrong with them. */
  static List<String> mistakes(List<String> varied) {
    return varied.stream()
        .filter(text -> !text.matches("[^=,]+=[^=,]+(,[^=,]+)*"))
        .map(text -> "--vary: " + text + " is no variation; accepted: key=value,value")
        .toList();
  }

  /**
   * Every combination of the values.
   *
   * @param fixed overrides that all have
   * @return overrides by the name of the combination: its values, or yolospark where nothing varies
   */
  static Map<String, List<String>> of(List<String> fixed, List<String> varied) {
    Map<String, List<String>> combinations = new LinkedHashMap<>();
    combinations.put("", fixed);
    for (String variation : varied) {
      String[] words = variation.split("[=,]");
      Map<String, List<String>> more = new LinkedHashMap<>();
      combinations.forEach(
          (name, sets) -> {
            for (int i = 1; i < words.length; i++) {
              List<String> extended = new ArrayList<>(sets);
              extended.add(words[0] + "=" + words[i]);
              more.put((name + " " + words[i]).strip(), extended);
            }
          });
      combinations.clear();
      combinations.putAll(more);
    }
    if (combinations.containsKey("")) {
      combinations.put("yolospark", combinations.remove(""));
    }
    return combinations;
  }
}
