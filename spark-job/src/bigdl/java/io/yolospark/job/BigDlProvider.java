package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.collective.TransportProvider;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import io.yolospark.config.Transport;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** {@code all-reduce.transport: bigdl}, on the executors of a Spark application. */
public final class BigDlProvider implements TransportProvider {

  @Override
  public Transport transport() {
    return Transport.BIGDL;
  }

  @Override
  public Collective wrap(Collective group, AllReduceConfig settings) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      throw new CollectiveException(
          "rank %d of %d: all-reduce.transport: bigdl works in a Spark task only"
              .formatted(group.rank(), group.worldSize()));
    }
    if (group.worldSize() > BigDlSlices.MOST_RANKS) {
      throw new CollectiveException(
          "all-reduce.transport: bigdl serves at most %d ranks, not %d"
              .formatted(BigDlSlices.MOST_RANKS, group.worldSize()));
    }
    SparkConf spark = SparkEnv.get().conf();
    if (settings.encryption() == Encryption.ON
        && !spark.getBoolean("spark.network.crypto.enabled", false)) {
      throw new CollectiveException(
          "all-reduce.encryption: on, but with all-reduce.transport: bigdl gradients are as private"
              + " as Spark's own transfers; set spark.network.crypto.enabled=true");
    }
    return BigDlCollective.start(group, task, settings.timeout());
  }
}
