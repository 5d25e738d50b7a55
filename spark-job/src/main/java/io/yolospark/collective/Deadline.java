package io.yolospark.collective;

import java.time.Duration;
import java.util.Locale;

/** When something started and how long it may take. Immutable. */
record Deadline(long startNanos, Duration limit) {

  static Deadline after(Duration limit) {
    return new Deadline(System.nanoTime(), limit);
  }

  private long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  boolean expired() {
    return elapsedNanos() >= limit.toNanos();
  }

  /** Time left, rounded up so that a wait of this length never ends early; at least 1 ms. */
  long remainingMillis() {
    return Math.max(1, (limit.toNanos() - elapsedNanos() + 999_999) / 1_000_000);
  }

  /** Time since the start, for messages: {@code 3.2 s}. */
  String elapsed() {
    return seconds(elapsedNanos());
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
