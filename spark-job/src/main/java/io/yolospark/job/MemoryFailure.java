package io.yolospark.job;

import io.yolospark.device.OutOfMemory;
import io.yolospark.device.OutOfMemoryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises that memory ended on a rank where no smaller batch was tried: it threw outside of
 * forward passes, backward passes and validation, or its executor was killed.
 */
final class MemoryFailure {

  /** By which a failed rank is known to have run out of memory. */
  static final String CLASS = OutOfMemoryException.class.getName();

  private static final String PERHAPS = "Killed (exit code 137), perhaps because memory ended: ";

  private static final int KILLED = 137; // 128 + SIGKILL
  private static final int HEAP_FULL = 52; // Spark's own
  private static final Pattern CODE =
      Pattern.compile("(?:code|status)(?: is)?:?\\s*(\\d+)", Pattern.CASE_INSENSITIVE);

  /** How YARN and Kubernetes name it. */
  private static final List<String> SIGNS = List.of("memory limits", "oomkilled", "outofmemory");

  private static final String ADVICE =
      "; lower batch.train.micro (or batch.validation.per-executor, if it was validating), or give"
          + " each executor more memory beside its heap; plan --probe measures what a rank takes";

  private MemoryFailure() {}

  /** What to tell of a failure that a rank could not handle; empty if memory is not its cause. */
  static Optional<String> thrown(Throwable failure) {
    if (failure instanceof OutOfMemoryException) {
      return Optional.of(failure.getMessage());
    }
    if (!OutOfMemory.causes(failure)) {
      return Optional.empty();
    }
    return Optional.of(
        "Out of memory outside of forward passes, backward passes and validation batches, where"
            + " no smaller batch is tried ("
            + RankMessage.text(failure)
            + "); give the ranks more memory (cluster.executor-memory if it was the Java heap), or"
            + " take a smaller model.variant");
  }

  /**
   * What to tell of an executor that went away; empty if memory does not seem to be the cause.
   *
   * @param reason Spark's account
   * @param kills processes that the kernel has killed for memory on the executor's machine while
   *     the stage ran; empty where nobody can tell
   */
  static Optional<String> lost(String reason, Optional<Long> kills) {
    String lower = reason.toLowerCase(Locale.ROOT);
    int code = code(reason);
    if (code == HEAP_FULL || SIGNS.stream().anyMatch(lower::contains)) {
      return Optional.of("Out of memory: " + reason + ADVICE);
    }
    if (code != KILLED) {
      return Optional.empty();
    }
    return kills
        .filter(count -> count > 0)
        .map(
            count ->
                "Out of memory: its process was killed (exit code 137), and the kernel has killed"
                    + " %d for memory on that machine meanwhile (oom_kill in /proc/vmstat)"
                        .formatted(count)
                    + ADVICE);
  }

  /**
   * What to tell of an executor that was killed where nobody can tell whether memory was the cause:
   * by the kernel then, or by somebody. Empty for others.
   */
  static Optional<String> perhaps(String reason, Optional<Long> kills) {
    return kills.isEmpty() && code(reason) == KILLED
        ? Optional.of(PERHAPS + "see dmesg of its machine. Spark says: " + reason)
        : Optional.empty();
  }

  /** What to tell when such an executor is killed again and again; empty for other failures. */
  static Optional<String> likely(RankFailure failure) {
    return failure.message().startsWith(PERHAPS)
        ? Optional.of("Probably out of memory: " + failure.describe() + ADVICE)
        : Optional.empty();
  }

  private static int code(String reason) {
    Matcher matcher = CODE.matcher(reason);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
