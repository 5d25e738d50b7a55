package io.yolospark.job;

import io.yolospark.config.ClusterConfig;
import io.yolospark.device.Compute;
import io.yolospark.device.Devices;
import io.yolospark.train.ProbeResult;
import io.yolospark.train.ProbeTask;
import io.yolospark.train.RankProbe;
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
            context.ranksHere(),
            hadoop.value().value())) {
      return probe.run();
    }
  }
}
