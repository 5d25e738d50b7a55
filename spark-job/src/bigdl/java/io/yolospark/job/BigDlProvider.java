package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.collective.TransportProvider;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
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
    return BigDlCollective.start(group, task, settings.timeout());
  }
}
