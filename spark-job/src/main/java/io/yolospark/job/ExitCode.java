package io.yolospark.job;

import io.yolospark.config.ConfigException;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.device.DeviceException;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.model.InvalidWeightsException;
import io.yolospark.train.DivergedException;
import io.yolospark.train.TrainingFailedException;
import java.util.List;
import java.util.Map;

/** How a command ends, for schedulers. */
public enum ExitCode {
  DONE(0),
  UNEXPECTED(1),
  INVALID_CONFIG(2),
  CLUSTER(3),
  INVALID_DATA(4),
  OUT_OF_MEMORY(5),
  TRAINING_FAILED(6),
  /** 128 and the number of SIGTERM, as shells have it. */
  STOPPED(143);

  private static final Map<String, ExitCode> BY_EXCEPTION =
      Map.ofEntries(
          Map.entry(ConfigException.class.getName(), INVALID_CONFIG),
          Map.entry(ClusterException.class.getName(), CLUSTER),
          Map.entry(DeviceException.class.getName(), CLUSTER),
          Map.entry(InvalidDatasetException.class.getName(), INVALID_DATA),
          Map.entry(InvalidWeightsException.class.getName(), INVALID_DATA),
          Map.entry(MemoryException.class.getName(), OUT_OF_MEMORY),
          Map.entry(OutOfMemoryException.class.getName(), OUT_OF_MEMORY),
          Map.entry(OutOfMemoryError.class.getName(), OUT_OF_MEMORY),
          Map.entry(DivergedException.class.getName(), TRAINING_FAILED),
          Map.entry(TrainingFailedException.class.getName(), TRAINING_FAILED),
          Map.entry(RestartsEndedException.class.getName(), TRAINING_FAILED),
          Map.entry(StoppedException.class.getName(), STOPPED));

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit code. */
  public int number() {
    return number;
  }

  /** Whether the message alone tells the user what to do; else the stack trace is of use. */
  public boolean explained() {
    return this != UNEXPECTED;
  }

  /** The code of a failure; a failure of a rank counts as what the rank threw. */
  public static ExitCode of(Throwable failure) {
    if (failure instanceof RankFailedException rank) {
      return firstKnown(rank.failure().exceptionClasses(), TRAINING_FAILED);
    }
    return firstKnown(List.of(failure.getClass().getName()), UNEXPECTED);
  }

  private static ExitCode firstKnown(List<String> exceptionClasses, ExitCode otherwise) {
    return exceptionClasses.stream()
        .filter(BY_EXCEPTION::containsKey)
        .map(BY_EXCEPTION::get)
        .findFirst()
        .orElse(otherwise);
  }
}
