package io.yolospark.dataset;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the check of a split found, for people and for the decision whether to go on.
 *
 * @param split the split
 * @param names class names in the order of their ids
 * @param listed images that the split lists
 * @param used images that are used; the others are rejected
 * @param backgrounds images among the used ones that have no box
 * @param repeated listings of an image that is listed before; they are used each time
 * @param boxesPerClass valid boxes of each class id
 * @param counts problems of each kind; kinds that did not occur are absent
 * @param problems the problems, in the order of the images
 */
public record DatasetReport(
    Split split,
    List<String> names,
    int listed,
    int used,
    int backgrounds,
    int repeated,
    List<Long> boxesPerClass,
    Map<ProblemKind, Long> counts,
    List<Problem> problems) {

  /** Adds up the results of {@link DatasetIndexer#check}. */
  public static DatasetReport of(Split split, List<String> names, Collection<CheckedImage> images) {
    long[] boxes = new long[names.size()];
    Map<ProblemKind, Long> counts = new EnumMap<>(ProblemKind.class);
    Set<String> seen = new HashSet<>();
    int used = 0;
    int backgrounds = 0;
    for (CheckedImage image : images) {
      seen.add(image.uri());
      for (Problem problem : image.problems()) {
        counts.merge(problem.kind(), (long) problem.count(), Long::sum);
      }
      if (image.usable()) {
        used++;
        for (int classId : image.record().classes()) {
          boxes[classId]++;
        }
        backgrounds += image.record().boxCount() == 0 ? 1 : 0;
      }
    }
    return new DatasetReport(
        split,
        List.copyOf(names),
        images.size(),
        used,
        backgrounds,
        images.size() - seen.size(),
        Arrays.stream(boxes).boxed().toList(),
        Collections.unmodifiableMap(counts),
        images.stream().flatMap(image -> image.problems().stream()).toList());
  }

  /** Valid boxes of all classes. */
  public long boxes() {
    return boxesPerClass.stream().mapToLong(Long::longValue).sum();
  }

  /** Images that are not used. */
  public int rejected() {
    return listed - used;
  }

  /** Problems that had a given effect: rejected images, dropped boxes, or corrections. */
  public long count(ProblemKind.Effect effect) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().effect() == effect)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What was wrong, in one line: how much, and the first case with file and reason. */
  public String summary() {
    return "dataset.%s: images rejected %d, boxes dropped %d, corrected %d; the first: %s"
        .formatted(
            split.key(),
            rejected(),
            count(ProblemKind.Effect.BOX_DROPPED),
            count(ProblemKind.Effect.CORRECTED),
            problems.get(0));
  }

  /**
   * Refuses a split that cannot be used.
   *
   * @throws InvalidDatasetException if no image is usable, if no annotated class name is known, or
   *     if a training split has no box at all
   */
  public void requireUsable() {
    String key = "dataset." + split.key();
    String first = problems.isEmpty() ? "" : "; the first problem: " + problems.get(0);
    if (used == 0) {
      throw new InvalidDatasetException(
          key + ": none of " + listed + " images can be used" + first);
    }
    if (boxes() == 0 && counts.containsKey(ProblemKind.UNKNOWN_CLASS)) {
      throw new InvalidDatasetException(
          "dataset.names: no annotated object has one of the names " + names + first);
    }
    if (boxes() == 0 && split == Split.TRAIN) {
      throw new InvalidDatasetException(
          key
              + ": none of "
              + used
              + " images has a box, nothing can be learnt; YOLO labels are looked for where"
              + " /labels/ stands for the last /images/ of the image's path"
              + first);
    }
  }

  /**
   * The report as text of several lines.
   *
   * @param mostProblems how many problems are listed; of the rest the number is given
   */
  public String render(int mostProblems) {
    return new DatasetReportText(this).render(mostProblems);
  }
}
