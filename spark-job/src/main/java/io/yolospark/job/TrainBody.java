package io.yolospark.job;

import io.yolospark.collective.Fingerprint;
import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import io.yolospark.device.Compute;
import io.yolospark.device.Devices;
import io.yolospark.train.RankTrainer;
import io.yolospark.train.RunFingerprint;
import io.yolospark.train.TrainOutcome;
import io.yolospark.train.TrainTask;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Training, as every rank runs it. */
record TrainBody(Broadcast<TrainTask> task, Broadcast<SerializableConfiguration> hadoop)
    implements RankBody<TrainOutcome> {

  @Override
  public TrainOutcome run(RankContext context) {
    TrainTask work = task.value();
    ClusterConfig cluster = work.config().cluster();
    Compute.start(context.cores());
    try (StopPoll stops = new StopPoll(context.rank());
        RankTrainer trainer =
            new RankTrainer(
                work,
                context.collective(),
                Devices.of(cluster.device(), gpu(cluster, context)),
                context.topology(),
                hadoop.value().value(),
                stops,
                event -> RankEvents.send(event.encode()))) {
      return trainer.run();
    }
  }

  @Override
  public Fingerprint fingerprint() {
    return RunFingerprint.of(task.value().config());
  }

  static int gpu(ClusterConfig cluster, RankContext context) {
    if (cluster.device() == DeviceKind.CPU) {
      return -1;
    }
    if (context.gpus().size() != 1) {
      throw new ClusterException(
          "cluster.device: gpu, but Spark gave rank %d on %s %d GPUs; set spark.executor.resource.gpu.amount=1 and spark.task.resource.gpu.amount=1"
              .formatted(context.rank(), context.host(), context.gpus().size()));
    }
    return Devices.gpuNumber(context.gpus().get(0));
  }
}
