package io.yolospark.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.BatchPlan;
import java.io.IOException;
import java.util.Map;

/**
 * The manifest of a checkpoint: all that is not an array, and what its files have to be.
 *
 * @param progress with the position of the sampler: the order of an epoch's images follows from the
 *     seed of the config and the epoch
 * @param emaUpdates updates of the moving average
 * @param optimizerSteps updates of the optimizer: fewer than steps where a loss scale left some out
 * @param plan batches before any have shrunk; {@link Progress#sizes} has what they shrank to
 * @param classWidth channels of the class branch of the model
 * @param files by name; empty before they are written
 */
record CheckpointManifest(
    Progress progress,
    long emaUpdates,
    long optimizerSteps,
    LossScale.State lossScale,
    BatchPlan plan,
    Topology topology,
    int classWidth,
    Map<String, FileSum> files) {

  /** Size and checksum of a file. */
  record FileSum(long bytes, long crc32c) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Reads one. */
  static CheckpointManifest parse(byte[] json) throws IOException {
    return MAPPER.readValue(json, CheckpointManifest.class);
  }

  byte[] toJson() throws IOException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  /** The same of files that have been written. */
  CheckpointManifest with(Map<String, FileSum> written) {
    return new CheckpointManifest(
        progress, emaUpdates, optimizerSteps, lossScale, plan, topology, classWidth, written);
  }

  /** Whether nothing is missing that a run needs to go on. */
  boolean isComplete() {
    return progress != null
        && progress.losses() != null
        && progress.best() != null
        && progress.validationBatches() != null
        && lossScale != null
        && plan != null
        && topology != null
        && files != null
        && files.containsKey(Checkpoints.STATE);
  }
}
