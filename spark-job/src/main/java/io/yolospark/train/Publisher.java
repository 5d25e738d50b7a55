package io.yolospark.train;

import io.yolospark.collective.Collective;
import io.yolospark.config.BatchPlan;
import io.yolospark.config.JobConfig;
import io.yolospark.report.CheckpointWritten;
import io.yolospark.report.Event;
import io.yolospark.report.Notice;
import io.yolospark.train.BackgroundWriter.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rank 0 leaves of a run: models after every epoch, and checkpoints when they are due.
 * Training waits for the copy of the state alone; it is written beside training. Not thread-safe.
 */
final class Publisher implements AutoCloseable {

  /** Longest time that the end of training waits for what is still being written. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** The ranks meet so often meanwhile: far less than the time limit of their exchange. */
  private static final Duration SLICE = Duration.ofMillis(250);

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final Replica replica;
  private final BatchPlan plan;
  private final Topology topology;
  private final Consumer<Event> events;
  private final ModelStore models;
  private final Checkpoints checkpoints;
  private final CheckpointCadence cadence;
  private final BackgroundWriter writer = new BackgroundWriter(this::tell);

  /**
   * The publisher of a run.
   *
   * @param events takes what there is to tell; called on the thread that writes
   */
  Publisher(
      JobConfig config,
      Replica replica,
      BatchPlan plan,
      Topology topology,
      Configuration hadoop,
      Consumer<Event> events) {
    this.replica = replica;
    this.plan = plan;
    this.topology = topology;
    this.events = events;
    models = new ModelStore(config, replica.block(), hadoop);
    Path folder = new Path(config.output(), Checkpoints.FOLDER);
    checkpoints = new Checkpoints(folder, config.checkpoint().keep(), hadoop);
    cadence = new CheckpointCadence(config.checkpoint().every(), System::nanoTime);
  }

  /** Whether a checkpoint is due within an epoch. */
  boolean isCheckpointDue() {
    return cadence.isDue();
  }

  /** Writes a checkpoint. */
  void checkpoint(Progress progress) {
    long start = System.nanoTime();
    checkpoint(progress, average(), start);
  }

  /**
   * An epoch is done.
   *
   * @param improved whether it is the best so far
   * @param last whether none follows
   */
  void epoch(Progress progress, boolean improved, boolean last) {
    long start = System.nanoTime();
    FlatValues average = average();
    long steps = progress.steps();
    writer.submit(Kind.LAST_MODEL, () -> models.writeLast(average, steps));
    if (improved) {
      writer.submit(Kind.BEST_MODEL, () -> models.writeBest(average, steps));
    }
    if (last || cadence.isDueAfter(progress.epochs())) {
      checkpoint(progress, average, start);
    }
  }

  private FlatValues average() {
    return replica.update().ema().average().values();
  }

  private void checkpoint(Progress progress, FlatValues average, long start) {
    Snapshot snapshot = Snapshot.of(replica, average, progress, plan, topology);
    cadence.taken();
    double stall = seconds(start);
    if (writer.submit(Kind.CHECKPOINT, () -> write(snapshot, stall))) {
      LOG.warn(
          "A checkpoint before {} was not written: writing takes longer than training until the next",
          Checkpoints.name(progress));
    }
  }

  private void write(Snapshot snapshot, double stall) throws IOException {
    long start = System.nanoTime();
    long bytes = checkpoints.write(snapshot);
    String name = Checkpoints.name(snapshot.progress());
    events.accept(new CheckpointWritten(name, bytes, stall, seconds(start)));
  }

  private void tell(Kind kind, Exception failure) {
    events.accept(
        new Notice(
            Notice.NONE,
            Notice.NONE,
            0,
            "write-failed",
            "Cannot write %s, which is tried again with the next: %s"
                .formatted(kind, failure.getMessage())));
  }

  /**
   * Waits until rank 0 has written all; every rank must call it, and leaves with it.
   *
   * @param publisher of rank 0; null on the others
   * @throws TrainingFailedException if that could not be written, or not in time
   */
  static void await(Publisher publisher, Collective collective) {
    long start = System.nanoTime();
    double[] open = new double[1];
    do {
      open[0] = publisher == null || publisher.isIdle(start) ? 0 : 1;
      collective.allReduce(open);
    } while (open[0] > 0);
  }

  private boolean isIdle(long start) {
    try {
      boolean idle = writer.isIdleWithin(SLICE);
      if (!idle && seconds(start) > LIMIT.toSeconds()) {
        throw new TrainingFailedException(
            "Cannot write to output: rank 0 still writes after %d s, at the end of training"
                .formatted(LIMIT.toSeconds()));
      }
      return idle;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("Told to end while rank 0 still wrote to output");
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    writer.close();
  }
}
