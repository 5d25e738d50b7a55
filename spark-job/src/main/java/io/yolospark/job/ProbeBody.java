package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.device.Compute;
import io.yolospark.device.Devices;
import io.yolospark.train.ProbeResult;
import io.yolospark.train.ProbeTask;
import io.yolospark.train.RankProbe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** The memory probe, as every rank runs it. */
record ProbeBody(ProbeTask task, Broadcast<SerializableConfiguration> hadoop)
    implements RankBody<ProbeResult> {

  @Override
  public ProbeResult run(RankContext context) {
    ClusterConfig cluster = task.config().cluster();
    Compute.start(context.cores());
    try (RankProbe probe =
        new RankProbe(
            task,
            context.collective(),
            Devices.of(cluster.device(), TrainBody.gpu(cluster, context)),
            ranksHere(context),
            hadoop.value().value())) {
      return probe.run();
    }
  }

  private static int ranksHere(RankContext context) {
    byte[] host = context.host().getBytes(StandardCharsets.UTF_8);
    byte[][] hosts = context.collective().allGather(host);
    return (int) Arrays.stream(hosts).filter(each -> Arrays.equals(each, host)).count();
  }
}
