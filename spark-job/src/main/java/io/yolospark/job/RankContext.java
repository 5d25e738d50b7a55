package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.train.Topology;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a rank knows of itself and its peers.
 *
 * @param rank from 0 to {@code worldSize - 1}; also the index of its result on the driver
 * @param worldSize number of ranks
 * @param attempt {@link RankStageSpec#attempt()}
 * @param collective connected to all peers; closed by the stage, not by the body
 * @param gpus addresses of the GPUs that Spark gave this rank (resource {@code gpu}); empty without
 * @param host by which other machines reach this executor
 * @param executorId Spark's id of the executor, distinct for every rank
 * @param cores cores of the rank's task: its compute threads
 */
public record RankContext(
    int rank,
    int worldSize,
    int attempt,
    Collective collective,
    List<String> gpus,
    String host,
    String executorId,
    int cores) {

  /** Ranks on this machine; every rank must call it. */
  int ranksHere() {
    return topology().ranksBeside(rank);
  }

  /** Where all ranks run; every rank must call it. */
  Topology topology() {
    byte[][] hosts = collective.allGather(host.getBytes(StandardCharsets.UTF_8));
    return new Topology(
        Arrays.stream(hosts).map(each -> new String(each, StandardCharsets.UTF_8)).toList());
  }
}
