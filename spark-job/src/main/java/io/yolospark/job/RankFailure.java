package io.yolospark.job;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * How one rank failed.
 *
 * @param kind what it says about the cause
 * @param rank the rank
 * @param host its machine
 * @param executorId its executor
 * @param exceptionClasses class names of the exception and its causes, outermost first; empty when
 *     the executor was lost
 * @param message one line
 * @param trace the stack trace on the executor, or empty
 */
public record RankFailure(
    Kind kind,
    int rank,
    String host,
    String executorId,
    List<String> exceptionClasses,
    String message,
    String trace)
    implements Serializable {

  /** What a failure says about the cause, most telling first. */
  public enum Kind {
    /** The rank's own work threw. */
    THROWN,
    /** The executor went away: killed, crashed, or its machine lost. */
    EXECUTOR_LOST,
    /** A collective operation failed, which mostly means that a peer failed before. */
    PEER
  }

  public RankFailure {
    requireNonNull(kind, "kind");
    requireNonNull(host, "host");
    requireNonNull(executorId, "executorId");
    requireNonNull(message, "message");
    requireNonNull(trace, "trace");
    exceptionClasses = List.copyOf(exceptionClasses);
  }

  /** The same with another message. */
  RankFailure with(String text) {
    return new RankFailure(kind, rank, host, executorId, exceptionClasses, text, trace);
  }

  /** One line that names rank, host, executor and cause. */
  public String describe() {
    return "Rank %d on %s (executor %s) failed: %s".formatted(rank, host, executorId, message);
  }
}
