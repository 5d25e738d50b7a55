package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.collective.CollectiveException;
import io.yolospark.collective.RankEndpoint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One rank on its executor: meets its peers, runs the body, reports its own failure. */
final class RankTask<R extends Serializable> implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(RankTask.class);

  private final String stage;
  private final RankStageSpec spec;
  private final byte[] token;
  private final RankBody<R> body;

  RankTask(String stage, RankStageSpec spec, byte[] token, RankBody<R> body) {
    this.stage = stage;
    this.spec = spec;
    this.token = token;
    this.body = body;
  }

  /** Runs on the task thread. */
  R run() throws Exception {
    BarrierTaskContext task = BarrierTaskContext.get();
    String executorId = SparkEnv.get().executorId();
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    RankEvents.enter(stage, task.partitionId());
    Collective collective = null;
    try {
      collective = connect(task, host, executorId);
      RankEvents.deliver(
          RankMessage.Kind.FORMED,
          "%s, executor %s, process %d".formatted(host, executorId, ProcessHandle.current().pid()));
      R result =
          body.run(
              new RankContext(
                  task.partitionId(),
                  spec.worldSize(),
                  spec.attempt(),
                  collective,
                  gpus(task),
                  host,
                  executorId,
                  task.cpus()));
      RankEvents.deliver(RankMessage.Kind.FLUSH, null);
      return result;
    } catch (Throwable failure) {
      // before the connections close: what the peers then see must not look like the first cause
      report(task, RankMessage.failureParts(host, executorId, failure));
      if (collective != null) {
        collective.abort(RankMessage.text(failure));
      }
      throw failure;
    } finally {
      RankEvents.leave();
      if (collective != null) {
        collective.close();
      }
    }
  }

  private Collective connect(BarrierTaskContext task, String host, String executorId) {
    try (RankEndpoint endpoint = listen(host)) {
      String[] places = task.allGather(executorId + ' ' + host + ' ' + endpoint.address());
      return endpoint.connect(
          task.partitionId(), addresses(places), token, body.fingerprint(), spec.allReduce());
    }
  }

  private RankEndpoint listen(String host) {
    try {
      return RankEndpoint.open(host, spec.allReduce());
    } catch (CollectiveException e) {
      // no peer is to blame: a setting that does not fit this host
      throw new ClusterException(e.getMessage());
    }
  }

  /** The ranks' addresses, from what each said of its place: executor, host, address. */
  static List<String> addresses(String[] places) {
    Map<String, Integer> ranks = new HashMap<>();
    List<String> addresses = new ArrayList<>();
    for (int rank = 0; rank < places.length; rank++) {
      String[] place = places[rank].split(" ", 3);
      Integer other = ranks.putIfAbsent(place[0], rank);
      if (other != null) {
        throw new ClusterException(
            ("Cannot run ranks %d and %d: both are on executor %s (%s), and an executor runs one rank;"
                    + " set spark.task.cpus to the cores of an executor")
                .formatted(other, rank, place[0], place[1]));
      }
      addresses.add(place[2]);
    }
    return addresses;
  }

  private static List<String> gpus(BarrierTaskContext task) {
    ResourceInformation gpus = task.resourcesJMap().get("gpu");
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }

  private static void report(BarrierTaskContext task, Serializable parts) {
    if (task.isInterrupted()) {
      return; // the driver ended this rank and knows why
    }
    try {
      RankEvents.deliver(RankMessage.Kind.FAILED, parts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Spark's own account of the failed task remains
      LOG.warn("Rank {} could not report its failure to the driver", task.partitionId(), e);
    }
  }
}
