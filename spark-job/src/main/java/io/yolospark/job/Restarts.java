package io.yolospark.job;

import io.yolospark.config.RestartConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a failed stage is worth another attempt: not where the user, or the memory of the ranks,
 * has to change something; not where the same error comes again at the same step; and only so often
 * in a row without getting further than before. Not thread-safe.
 */
final class Restarts {

  private static final Set<ExitCode> WORTH_IT =
      EnumSet.of(ExitCode.CLUSTER, ExitCode.TRAINING_FAILED);

  private static final String NUMBER = "[0-9]+([.,][0-9]+)*";

  private final int most;
  private final List<String> causes = new ArrayList<>();
  private String lastError = "";
  private long lastStep = -1;
  private long furthest = -1;
  private int inRow;

  Restarts(RestartConfig config) {
    most = config.max();
  }

  /**
   * Takes note of a failure that is followed by another attempt.
   *
   * @param steps optimizer steps done before it, over all epochs
   * @param place the same for people
   * @return the event, in one sentence
   * @throws RuntimeException the one that ends the run, if none follows: the failure itself, with
   *     the reason if that is not in the failure
   */
  String next(RuntimeException failure, long steps, String place) {
    if (!WORTH_IT.contains(ExitCode.of(failure)) || most == 0) {
      throw failure;
    }
    String error = error(failure);
    if (steps == lastStep && error.equals(lastError)) {
      throw again(failure, place);
    }
    if (steps > furthest) {
      furthest = steps;
      inRow = 0;
    }
    if (inRow == most) {
      throw ended(
          failure,
          "all %d restarts are used up since the run last got further (restart.max)",
          most);
    }
    inRow++;
    lastError = error;
    lastStep = steps;
    String cause = "%s, %s".formatted(failure.getMessage(), place);
    causes.add(cause);
    return "%s; restart %d of at most %d in a row".formatted(cause, inRow, most);
  }

  /** Why the run was restarted, one sentence for each time. */
  List<String> causes() {
    return List.copyOf(causes);
  }

  /** What failed and how, without what differs from time to time: executors, ports, seconds. */
  private static String error(RuntimeException failure) {
    if (failure instanceof RankFailedException rank) {
      RankFailure first = rank.failure();
      // the code that a lost executor ended with tells a crash from a kill
      String changing = first.kind() == RankFailure.Kind.EXECUTOR_LOST ? "executor [0-9]+" : NUMBER;
      return first.rank()
          + " "
          + first.exceptionClasses()
          + first.message().split(StageFailure.ACCOUNT, 2)[0].replaceAll(changing, "");
    }
    return failure.getMessage().replaceAll(NUMBER, "");
  }

  private static RuntimeException again(RuntimeException failure, String place) {
    String reason = "the same error came twice %s, so another restart would not help";
    return failure instanceof RankFailedException rank
        ? MemoryFailure.likely(rank.failure())
            .<RuntimeException>map(
                likely -> new MemoryException(likely + "; " + reason.formatted(place)))
            .orElseGet(() -> ended(failure, reason, place))
        : ended(failure, reason, place);
  }

  private static RuntimeException ended(RuntimeException failure, String reason, Object argument) {
    String message = failure.getMessage() + "; " + reason.formatted(argument);
    return failure instanceof ClusterException
        ? new ClusterException(message, failure)
        : new RestartsEndedException(message, failure);
  }
}
