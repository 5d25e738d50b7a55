package io.yolospark.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reading of scalars by the type of their key, and the words for what a key accepts. */
final class Values {

  private static final String DECIMAL = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";

  private Values() {}

  /**
   * The value, boxed, of type int, Integer, long, double, boolean, String, Duration, BatchSize,
   * CheckpointInterval or an enum; empty where the text is not one. Bounds are not looked at.
   */
  static Optional<?> parse(Class<?> type, String text) {
    if (type == String.class) {
      return Optional.of(text);
    }
    if (type == int.class || type == Integer.class) {
      return whole(text).filter(n -> n == n.intValue()).map(Long::intValue);
    }
    if (type == long.class) {
      return whole(text);
    }
    if (type == double.class) {
      return decimal(text);
    }
    if (type == boolean.class) {
      return text.equals("true") || text.equals("false")
          ? Optional.of(Boolean.valueOf(text))
          : Optional.empty();
    }
    if (type == Duration.class) {
      return Durations.parse(text);
    }
    if (type == BatchSize.class) {
      return BatchSize.parse(text);
    }
    if (type == CheckpointInterval.class) {
      return CheckpointInterval.parse(text);
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> Keys.name((Enum<?>) constant).equals(text))
          .findFirst();
    }
    throw new IllegalArgumentException("Cannot read config values of " + type);
  }

  /** What a text that {@link #parse} refuses is not. */
  static String noun(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class) {
      return "an integer";
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == BatchSize.class) {
      return "a batch size";
    }
    if (type == CheckpointInterval.class) {
      return "an interval";
    }
    return type == Duration.class ? "a time" : "known";
  }

  /** What a key accepts: {@code "1 or more"}, {@code "cpu, gpu"}. */
  static String accepted(Class<?> type, Setting setting) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> Keys.name((Enum<?>) constant))
          .collect(Collectors.joining(", "));
    }
    if (type == boolean.class) {
      return "true, false";
    }
    if (type == Duration.class) {
      return Durations.ACCEPTED;
    }
    if (type == BatchSize.class) {
      return BatchSize.ACCEPTED;
    }
    if (type == CheckpointInterval.class) {
      return CheckpointInterval.ACCEPTED;
    }
    if (type == String.class) {
      return "text";
    }
    String kind = type == double.class ? "a number" : "an integer";
    return range(setting).orElse(kind);
  }

  /** The bounds in words; empty where there are none. */
  static Optional<String> range(Setting setting) {
    boolean least = setting.min() != Double.NEGATIVE_INFINITY;
    boolean most = setting.max() != Double.POSITIVE_INFINITY;
    if (least && most) {
      return Optional.of(plain(setting.min()) + " to " + plain(setting.max()));
    }
    if (least) {
      return Optional.of(plain(setting.min()) + " or more");
    }
    return most ? Optional.of("at most " + plain(setting.max())) : Optional.empty();
  }

  /** Whether a number lies within the bounds; anything else does. */
  static boolean inRange(Object value, Setting setting) {
    if (!(value instanceof Number number)) {
      return true;
    }
    return number.doubleValue() >= setting.min() && number.doubleValue() <= setting.max();
  }

  private static Optional<Long> whole(String text) {
    return text.matches("[-+]?[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static Optional<Double> decimal(String text) {
    return text.matches(DECIMAL)
        ? Optional.of(Double.valueOf(text)).filter(Double::isFinite)
        : Optional.empty();
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
