package io.yolospark.job;

import io.yolospark.config.ConfigException;
import io.yolospark.dataset.InvalidDatasetException;
import io.yolospark.device.DeviceException;
import io.yolospark.device.OutOfMemoryException;
import io.yolospark.model.InvalidWeightsException;
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
  TRAINING_FAILED(6);

  private static final Map<String, ExitCode> BY_EXCEPTION =
      Map.of(
          ConfigException.class.getName(), INVALID_CONFIG,
          ClusterException.class.getName(), CLUSTER,
          DeviceException.class.getName(), CLUSTER,
          InvalidDatasetException.class.getName(), INVALID_DATA,
          InvalidWeightsException.class.getName(), INVALID_DATA,
          MemoryException.class.getName(), OUT_OF_MEMORY,
          OutOfMemoryException.class.getName(), OUT_OF_MEMORY,
          OutOfMemoryError.class.getName(), OUT_OF_MEMORY,
          TrainingFailedException.class.getName(), TRAINING_FAILED);

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
