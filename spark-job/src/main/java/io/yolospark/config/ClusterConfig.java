package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;

/** The executors; each is one rank. */
public record ClusterConfig(
    @Setting(value = "2", doc = "Number of executors: the world size.", min = 1, max = 4096)
        int executors,
    @Setting(
            value = "null",
            doc =
                "Fewest executors that the run goes on with after a loss; the global batch stays, and the run grows again when executors return. Null: all of them.",
            min = 1,
            max = 4096)
        Integer minExecutors,
    @Setting(
            value = "1",
            doc = "Cores of each executor: also the compute threads of its rank.",
            min = 1,
            max = 1024)
        int executorCores,
    @Setting(value = "1g", doc = "Java heap of each executor; tensors live outside it.")
        String executorMemory,
    @Setting(value = "cpu", doc = "What a rank computes on: cpu or gpu.") DeviceKind device,
    @Setting(
            value = "null",
            doc =
                "Spark master; --master of spark-submit wins; local-cluster when neither is given.")
        String master,
    @Setting(value = "120s", key = "wait", doc = "How long to wait for the executors to register.")
        Duration waitLimit)
    implements Serializable {

  /** Fewest ranks that the run may have. */
  public int leastExecutors() {
    return minExecutors == null ? executors : minExecutors;
  }
}
