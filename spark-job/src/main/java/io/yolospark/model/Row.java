package io.yolospark.model;

import java.util.Arrays;
import java.util.List;

/**
 * One line of a model table.
 *
 * @param from absolute numbers of the layers it reads
 * @param segment part of the model it belongs to
 */
record Row(int index, List<Integer> from, String module, List<Integer> arguments, String segment) {

  static Row parse(String line, String segment) {
    String[] words = line.trim().split("\\s+");
    int index = Integer.parseInt(words[0]);
    List<Integer> from =
        Arrays.stream(words[1].split(","))
            .map(Integer::parseInt)
            .map(layer -> layer < 0 ? index + layer : layer)
            .toList();
    List<Integer> arguments = Arrays.stream(words).skip(3).map(Integer::parseInt).toList();
    return new Row(index, from, words[2], arguments, segment);
  }

  int argument(int position) {
    return arguments.get(position);
  }

  boolean isHead() {
    return module.equals("DDetect") || isDualHead();
  }

  /** The layers that a head's main branch reads, finest first. */
  List<Integer> mainInputs() {
    return from.subList(from.size() - HeadBranch.STRIDES.length, from.size());
  }

  boolean isDualHead() {
    return module.equals("DualDDetect");
  }
}
