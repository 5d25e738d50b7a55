package io.yolospark.job;

import com.intel.analytics.bigdl.dllib.optim.parameters.AllReduceParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sparkExtension.SparkExtension;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerWrapper;

/**
 * What one BigDL parameter keeps in the block manager of one rank. BigDL locks some of these blocks
 * for reading whenever it overwrites them in place, and never unlocks them; a locked block can be
 * neither evicted nor removed, and removing it would wait for ever.
 */
final class BigDlBlocks {

  private final BlockId weights;
  private final BlockId gradients;
  private final BlockId weightBytes;
  private final List<BlockId> gradientBytes = new ArrayList<>();

  /** The blocks of a parameter by BigDL's own names. */
  BigDlBlocks(long parameter, int rank, int ranks) {
    weights = SparkExtension.getLocalBlockId(parameter + "weights" + rank);
    gradients = SparkExtension.getLocalBlockId(parameter + "gradients" + rank);
    weightBytes = SparkExtension.getLocalBlockId(parameter + "weightBytes" + rank);
    for (int to = 0; to < ranks; to++) {
      gradientBytes.add(
          SparkExtension.getLocalBlockId(parameter + "_" + to + "gradientBytes" + rank));
    }
  }

  /** After the two partitions were read for the first time, on the thread that read them. */
  void unlockPartitions() {
    BlockManagerWrapper.unlock(weights);
    BlockManagerWrapper.unlock(gradients);
  }

  /** After {@code sendWeightPartition}, on the thread that called it. */
  void unlockWeights() {
    BlockManagerWrapper.unlock(weightBytes);
    BlockManagerWrapper.unlock(weights);
  }

  /** After every {@code putGradients} but the first, which creates the blocks. */
  void unlockGradients() throws InterruptedException, ExecutionException {
    // Spark counts locks by task, and the threads that took these belong to none
    AllReduceParameter.computePool()
        .submit(() -> gradientBytes.forEach(BlockManagerWrapper::unlock))
        .get();
  }

  /** Gives the memory back. */
  void remove() {
    BlockManagerWrapper.removeBlock(weights);
    BlockManagerWrapper.removeBlock(gradients);
    BlockManagerWrapper.removeBlock(weightBytes);
    gradientBytes.forEach(BlockManagerWrapper::removeBlock);
  }
}
