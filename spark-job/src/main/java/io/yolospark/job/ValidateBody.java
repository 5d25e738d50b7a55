package io.yolospark.job;

import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.dataset.ImageRecord;
import io.yolospark.detect.Detection;
import io.yolospark.device.Compute;
import io.yolospark.device.Devices;
import io.yolospark.train.ModelFolder;
import io.yolospark.train.RankDetector;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Detection on a share of a split, as every rank runs it. */
record ValidateBody(
    JobConfig config,
    ModelFolder model,
    BatchPlan plan,
    Broadcast<List<ImageRecord>> records,
    Broadcast<SerializableConfiguration> hadoop)
    implements RankBody<HashMap<Integer, List<Detection>>> {

  @Override
  public HashMap<Integer, List<Detection>> run(RankContext context) throws IOException {
    Compute.start(context.cores());
    RankDetector detector =
        new RankDetector(model, config, records.value(), hadoop.value().value());
    return new HashMap<>(
        detector.run(
            plan,
            context.rank(),
            Devices.of(config.cluster().device(), TrainBody.gpu(config.cluster(), context))));
  }
}
