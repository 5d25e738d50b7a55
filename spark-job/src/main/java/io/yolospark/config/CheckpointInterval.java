package io.yolospark.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often checkpoints are written: after so many epochs, or after so much time. Immutable. */
public final class CheckpointInterval implements Serializable {

  static final String ACCEPTED = "epochs, as 2 or \"2 epochs\", or " + Durations.ACCEPTED;

  private static final Pattern EPOCHS = Pattern.compile("([1-9][0-9]{0,8})( epochs?)?");

  private final int epochs;
  private final Duration time;

  private CheckpointInterval(int epochs, Duration time) {
    this.epochs = epochs;
    this.time = time;
  }

  /** The interval that a text names; empty where it names none. */
  static Optional<CheckpointInterval> parse(String text) {
    Matcher matcher = EPOCHS.matcher(text);
    if (matcher.matches()) {
      return Optional.of(new CheckpointInterval(Integer.parseInt(matcher.group(1)), null));
    }
    return Durations.parse(text).map(time -> new CheckpointInterval(0, time));
  }

  /** Whether one is due now that so many epochs are done. */
  public boolean isDueAfter(int epochsDone) {
    return epochs > 0 && epochsDone % epochs == 0;
  }

  /** Whether one is due, wherever training is, so long after the one before. */
  public boolean isDueAfter(Duration elapsed) {
    return time != null && elapsed.compareTo(time) >= 0;
  }

  /** What {@link ConfigWriter} writes: a number of epochs, or the text of a time. */
  Object toYaml() {
    return time == null ? (Object) epochs : Durations.format(time);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckpointInterval interval
        && interval.epochs == epochs
        && Objects.equals(interval.time, time);
  }

  @Override
  public int hashCode() {
    return Objects.hash(epochs, time);
  }

  @Override
  public String toString() {
    return toYaml().toString();
  }
}
