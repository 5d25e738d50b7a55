package io.yolospark.job;

import io.yolospark.collective.CollectiveException;
import io.yolospark.train.DivergedException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of a rank to the driver. It travels as JDK types alone, because Spark's message layer
 * on the other side need not know the application's classes.
 *
 * @param stage key of the stage the rank belongs to
 * @param kind what the message says
 * @param rank its sender
 * @param payload depends on the kind
 */
record RankMessage(String stage, Kind kind, int rank, Serializable payload) {

  enum Kind {
    /** The rank has reached all its peers; the payload says where it runs. */
    FORMED,
    /** Something for the subscribers; the payload is theirs. */
    EVENT,
    /** The rank failed; the payload is {@link #failureParts}. */
    FAILED,
    /** Nothing: asking with it returns when all earlier messages were handled. */
    FLUSH,
    /** Nothing: the answer says whether the ranks are to stop. */
    STOP
  }

  Object[] encode() {
    return new Object[] {stage, kind.name(), rank, payload};
  }

  static RankMessage decode(Object wire) {
    if (wire instanceof Object[] parts
        && parts.length == 4
        && parts[0] instanceof String stage
        && parts[1] instanceof String kind
        && parts[2] instanceof Integer rank) {
      return new RankMessage(stage, Kind.valueOf(kind), rank, (Serializable) parts[3]);
    }
    throw new IllegalArgumentException("Cannot read message of a rank: " + wire);
  }

  static Serializable failureParts(String host, String executorId, Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    boolean peer = false;
    List<String> classes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && classes.size() < 16;
        cause = cause.getCause()) {
      classes.add(cause.getClass().getName());
      peer |= cause instanceof CollectiveException;
    }
    RankFailure.Kind kind = peer ? RankFailure.Kind.PEER : RankFailure.Kind.THROWN;
    Optional<String> memory = peer ? Optional.empty() : MemoryFailure.thrown(failure);
    memory.ifPresent(any -> classes.add(MemoryFailure.CLASS));
    return new String[] {
      kind.name(),
      host,
      executorId,
      memory.orElseGet(
          () -> failure instanceof DivergedException ? failure.getMessage() : text(failure)),
      trace.toString(),
      String.join(" ", classes)
    };
  }

  RankFailure failure() {
    String[] parts = (String[]) payload;
    return new RankFailure(
        RankFailure.Kind.valueOf(parts[0]),
        rank,
        parts[1],
        parts[2],
        List.of(parts[5].split(" ")),
        parts[3],
        parts[4]);
  }

  /** A failure in one line. */
  static String text(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
