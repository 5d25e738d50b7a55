package io.yolospark.job;

import com.intel.analytics.bigdl.dllib.optim.parameters.AllReduceParameter;
import com.intel.analytics.bigdl.dllib.tensor.ArrayStorage;
import com.intel.analytics.bigdl.dllib.tensor.DenseTensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.FloatBuffer;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Vectors of one length, summed over all ranks by BigDL's {@code AllReduceParameter}: each rank
 * puts its slices into its block manager, fetches and adds all terms of its own slice, and fetches
 * the sums of the others. The three steps follow each other on all ranks: the caller waits for its
 * peers after each. For one thread, which has the task context of the rank.
 */
final class BigDlVector {

  private static final int FIRST_ELEMENT = 1;

  private final AllReduceParameter<Object> parameter;
  private final BigDlBlocks blocks;
  private final BigDlSlices slices;
  private final Tensor<Object> tensor;
  private boolean used;

  /**
   * Puts the blocks of this rank into its block manager.
   *
   * @param id the same on every rank, and of no other vector of the application
   */
  BigDlVector(long id, int rank, int ranks, int elements) throws IOException {
    slices = new BigDlSlices(ranks, elements);
    ClassTag<Object> floats = floats();
    TensorNumericMath.TensorNumeric<Object> numeric =
        TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;
    float[] values = slices.values();
    tensor = new DenseTensor<>(new ArrayStorage<>(values, floats), floats, numeric);
    parameter =
        arrived(
            new AllReduceParameter<>(
                id, ranks, values.length, FIRST_ELEMENT, "fp16", floats, numeric));
    blocks = new BigDlBlocks(id, rank, ranks);
    parameter.init(tensor, numeric);
    parameter.weightPartition();
    parameter.gradientPartition();
    blocks.unlockPartitions();
  }

  /** First step: offers this rank's term. */
  void put(FloatBuffer term) throws InterruptedException, ExecutionException {
    slices.fill(term);
    parameter.putGradients(tensor);
    if (used) {
      blocks.unlockGradients();
    }
    used = true;
  }

  /** Second step: adds all terms of this rank's slice and offers the sum. */
  void add() {
    parameter.aggregateGradientPartition(1 /* divides by it */);
    parameter.weightPartition().copy(parameter.gradientPartition());
    parameter.sendWeightPartition();
    blocks.unlockWeights();
  }

  /**
   * Third step: takes the sums.
   *
   * @return the slice that is wrong, in which case the buffer is left alone; empty if none is
   */
  OptionalInt fetch(FloatBuffer sum) {
    parameter.getWeights(tensor).waitResult();
    OptionalInt incomplete = slices.incomplete();
    if (incomplete.isEmpty()) {
      slices.drain(sum);
    }
    return incomplete;
  }

  /** Gives back what the block manager holds. */
  void remove() {
    blocks.remove();
  }

  /** BigDL learns which rank it is for when it arrives there by Java serialisation. */
  @SuppressWarnings("unchecked") // what comes out is what went in
  private static AllReduceParameter<Object> arrived(AllReduceParameter<Object> sent)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (AllReduceParameter<Object>) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's Float is a primitive type to Java
  private static ClassTag<Object> floats() {
    return (ClassTag) ClassTag$.MODULE$.Float();
  }
}
