package io.yolospark.job;

import io.yolospark.collective.CollectiveException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.Iterator;

/** Tells a {@link StageWatch} what Spark sees of its tasks. Called on Spark's listener thread. */
final class StageListener extends SparkListener {

  /** The local property by which the jobs of a stage are known. */
  static final String STAGE_PROPERTY = "yolospark.stage";

  private final String stage;
  private final StageWatch watch;
  private final KernelKills kills = new KernelKills(Path.of("/proc/vmstat"));
  private final Set<Integer> stageIds = ConcurrentHashMap.newKeySet();

  StageListener(String stage, StageWatch watch) {
    this.stage = stage;
    this.watch = watch;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (start.properties() != null
        && stage.equals(start.properties().getProperty(STAGE_PROPERTY))) {
      for (Iterator<StageInfo> infos = start.stageInfos().iterator(); infos.hasNext(); ) {
        stageIds.add(infos.next().stageId());
      }
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (stageIds.contains(start.stageId())) {
      watch.started(start.taskInfo().partitionId(), start.taskInfo().executorId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!stageIds.contains(end.stageId())) {
      return;
    }
    TaskInfo task = end.taskInfo();
    if (end.reason() instanceof TaskFailedReason reason && !(reason instanceof TaskKilled)) {
      watch.failed(failure(task, reason));
    }
    watch.ended(task.partitionId());
  }

  private RankFailure failure(TaskInfo task, TaskFailedReason reason) {
    if (reason instanceof ExceptionFailure thrown) {
      boolean peer = thrown.fullStackTrace().contains(CollectiveException.class.getName());
      return new RankFailure(
          peer ? RankFailure.Kind.PEER : RankFailure.Kind.THROWN,
          task.partitionId(),
          task.host(),
          task.executorId(),
          List.of(thrown.className()),
          thrown.className() + ": " + thrown.description(),
          thrown.fullStackTrace());
    }
    String told = reason.toErrorString().replaceAll("\\s*\\R\\s*", " ");
    Optional<Long> killed = kills.on(task.host());
    Optional<String> memory = MemoryFailure.lost(told, killed);
    return new RankFailure(
        RankFailure.Kind.EXECUTOR_LOST,
        task.partitionId(),
        task.host(),
        task.executorId(),
        memory.map(any -> List.of(MemoryFailure.CLASS)).orElse(List.of()),
        memory.or(() -> MemoryFailure.perhaps(told, killed)).orElse(told),
        "");
  }
}
