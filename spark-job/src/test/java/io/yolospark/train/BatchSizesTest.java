package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.yolospark.collective.Collective;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.OutOfMemoryPolicy;
import io.yolospark.device.DeviceMemory;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.image.Batch;
import io.yolospark.image.Sample;
import io.yolospark.report.Notice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSizesTest {

  private final List<Notice> notices = new ArrayList<>();

  private BatchSizes sizes(int global, int micro, OutOfMemoryPolicy policy) {
    return new BatchSizes(
        new BatchPlan(1, global, micro, 40, 6, 9),
        0,
        policy,
        DeviceMemory.of(Device.cpu()),
        notices::add);
  }

  private static StepOutOfMemory outage(int images) {
    return new StepOutOfMemory("training backward on rank 2", images, null);
  }

  private static List<Integer> split(BatchSizes sizes, int images) {
    Sample sample = new Sample(0, new byte[3 * 32 * 32], 32, new float[0], null);
    return sizes.split(List.of(new Batch(Collections.nCopies(images, sample)))).stream()
        .map(Batch::size)
        .toList();
  }

  @Test
  void trainingHalvesUntilOneImageIsLeft() {
    BatchSizes sizes = sizes(5, 5, OutOfMemoryPolicy.SHRINK);
    List<List<Integer>> seen = new ArrayList<>();
    for (int images : new int[] {5, 3, 2}) {
      sizes.shrinkTraining(outage(images), 64, 7);
      seen.add(split(sizes, 5));
    }
    assertThat(seen).containsExactly(List.of(3, 2), List.of(2, 2, 1), List.of(1, 1, 1, 1, 1));
    assertThat(notices).extracting(Notice::kind).containsOnly("shrink").hasSize(3);
    assertThatThrownBy(() -> sizes.shrinkTraining(outage(1), 64, 7))
        .isInstanceOf(OutOfMemoryException.class)
        .hasMessage(
            "Out of memory in training backward on rank 2, at step 8 of epoch 1, with 1 images of"
                + " 64 px in a forward pass; it cannot be made smaller: take a smaller"
                + " model.image-size or model.variant, or give the ranks more memory");
  }

  @Test
  void validationHalvesForTheRestOfTheRun() {
    BatchSizes sizes = sizes(5, 5, OutOfMemoryPolicy.SHRINK);
    sizes.enter(2);
    sizes.shrink(6, outage(6));
    assertThat(sizes.most()).isEqualTo(3);
    assertThat(notices)
        .singleElement()
        .extracting(Notice::message)
        .isEqualTo(
            "Out of memory in validation of epoch 3 on rank 0, with 6 images in a forward pass;"
                + " from now on this rank validates 3 at a time");
  }

  @Test
  void withoutLeaveToShrinkTheKeyToLowerIsNamed() {
    BatchSizes sizes = sizes(5, 5, OutOfMemoryPolicy.FAIL);
    assertThatThrownBy(() -> sizes.shrinkTraining(outage(5), 64, 0))
        .isInstanceOf(OutOfMemoryException.class)
        .hasMessageContaining("lower batch.train.micro");
    assertThatThrownBy(() -> sizes.shrink(6, outage(6)))
        .isInstanceOf(OutOfMemoryException.class)
        .hasMessageContaining("lower batch.validation.per-executor");
    assertThat(notices).isEmpty();
  }

  @Test
  void aResumedRunGoesOnWithTheSizesItHadComeTo() {
    BatchSizes before = sizes(8, 8, OutOfMemoryPolicy.SHRINK);
    before.shrinkTraining(outage(8), 64, 0);
    before.shrink(6, outage(6));
    CurrentSizes current = before.current(Collective.solo());
    assertThat(current).isEqualTo(new CurrentSizes(4, 3));

    BatchSizes after = sizes(8, 8, OutOfMemoryPolicy.SHRINK);
    after.restore(current);
    assertThat(split(after, 8)).containsExactly(4, 4);
    assertThat(after.most()).isEqualTo(3);

    BatchSizes smaller = sizes(8, 2, OutOfMemoryPolicy.SHRINK);
    smaller.restore(current);
    assertThat(split(smaller, 8)).containsExactly(2, 2, 2, 2);
  }
}
