package io.yolospark.train;

import io.yolospark.config.BatchPlan;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.image.Letterbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which validation images of a rank go through the network together: consecutive ones as planned,
 * or, where images keep their shape, consecutive ones of the same shape. Stateless.
 */
final class ValidationBatches {

  private ValidationBatches() {}

  /** Consecutive images, in the plan's batch sizes. */
  static List<int[]> planned(BatchPlan plan, int rank) {
    return slices(images(plan, rank), plan.validationBatch());
  }

  /**
   * Images whose least rectangles are equal, in the plan's batch size at most.
   *
   * @param records the whole split
   * @param size what the long side of an image is resized to, in pixels
   */
  static List<int[]> alike(BatchPlan plan, int rank, List<ImageRecord> records, int size) {
    return byShape(images(plan, rank), records, size).stream()
        .flatMap(alike -> slices(alike, plan.validationBatch()).stream())
        .toList();
  }

  private static int[] images(BatchPlan plan, int rank) {
    int first = plan.validationOffset(rank);
    return IntStream.range(first, first + plan.validationImages(rank)).toArray();
  }

  private static Collection<int[]> byShape(int[] own, List<ImageRecord> records, int size) {
    return IntStream.of(own)
        .boxed()
        .collect(
            Collectors.groupingBy(
                index -> shape(records.get(index), size),
                LinkedHashMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    alike -> alike.stream().mapToInt(Integer::intValue).toArray())))
        .values();
  }

  private static List<Integer> shape(ImageRecord record, int size) {
    Letterbox placed = Letterbox.rectangle(record.width(), record.height(), size);
    return List.of(placed.frameWidth(), placed.frameHeight());
  }

  private static List<int[]> slices(int[] records, int most) {
    List<int[]> slices = new ArrayList<>();
    for (int from = 0; from < records.length; from += most) {
      slices.add(Arrays.copyOfRange(records, from, Math.min(from + most, records.length)));
    }
    return slices;
  }
}
