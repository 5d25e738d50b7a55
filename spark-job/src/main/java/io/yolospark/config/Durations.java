package io.yolospark.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as text: a whole number and its unit, {@code 500ms}, {@code 60s}, {@code 2h}. */
final class Durations {

  static final String ACCEPTED = "a time above zero with its unit, as 500ms, 60s, 10m or 2h";

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");

  /** Largest unit first, so that the shortest text is written. */
  private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("h", ChronoUnit.HOURS);
    UNITS.put("m", ChronoUnit.MINUTES);
    UNITS.put("s", ChronoUnit.SECONDS);
    UNITS.put("ms", ChronoUnit.MILLIS);
  }

  private Durations() {}

  /** The duration, or empty where {@code text} is none. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Duration duration = Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
    return duration.isZero() ? Optional.empty() : Optional.of(duration);
  }

  /** Text that {@link #parse} reads as an equal duration; whole milliseconds above zero only. */
  static String format(Duration duration) {
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      Duration one = unit.getValue().getDuration();
      long count = duration.dividedBy(one);
      if (count > 0 && one.multipliedBy(count).equals(duration)) {
        return count + unit.getKey();
      }
    }
    throw new IllegalArgumentException("Cannot write duration in milliseconds: " + duration);
  }
}
