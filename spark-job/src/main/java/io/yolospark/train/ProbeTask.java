package io.yolospark.train;

import io.yolospark.config.BatchConfig.TrainBatchConfig;
import io.yolospark.config.JobConfig;
import io.yolospark.config.TrainBatch;
import io.yolospark.dataset.ImageRecord;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every rank's probe has to try.
 *
 * @param micro planned micro-batch, or {@link #AUTO}
 * @param mostMicro largest micro-batch that a search may try
 * @param accumulates whether a step has several micro-steps
 * @param perExecutor planned validation batch, or {@link #AUTO}
 * @param mostPerExecutor largest validation batch that a search may try
 * @param fullest the image with the most boxes of both splits
 * @param checkpoint what the run goes on from; null to start
 */
public record ProbeTask(
    JobConfig config,
    int micro,
    int mostMicro,
    boolean accumulates,
    int perExecutor,
    int mostPerExecutor,
    ImageRecord fullest,
    Checkpoint checkpoint)
    implements Serializable {

  /** To be searched for. */
  public static final int AUTO = 0;

  /** The task for a config and its usable images. */
  public static ProbeTask of(
      JobConfig config,
      List<ImageRecord> train,
      List<ImageRecord> validation,
      Checkpoint checkpoint) {
    TrainBatchConfig batch = config.batch().train();
    int executors = config.cluster().executors();
    boolean auto = batch.micro() != null && batch.micro().isAuto();
    TrainBatch planned = auto ? null : TrainBatch.of(batch, executors);
    int perExecutor =
        config.batch().validation().perExecutor().isAuto()
            ? AUTO
            : config.batch().validation().perExecutor().images();
    return new ProbeTask(
        config,
        auto ? AUTO : planned.micro(),
        TrainBatch.mostMicro(batch, executors, train.size()),
        auto
            ? batch.accumulate() != null || batch.global() != null
            : planned.accumulates(executors),
        perExecutor,
        Math.max(1, -Math.floorDiv(-validation.size(), executors)),
        fullest(train, validation),
        checkpoint);
  }

  private static ImageRecord fullest(List<ImageRecord> train, List<ImageRecord> validation) {
    Comparator<ImageRecord> byBoxes = Comparator.comparingInt(ImageRecord::boxCount);
    return Stream.concat(train.stream(), validation.stream()).max(byBoxes).orElseThrow();
  }
}
