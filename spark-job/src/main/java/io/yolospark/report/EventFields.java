package io.yolospark.report;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Typed access to the fields of an encoded event. */
final class EventFields {

  static final String TYPE = "event";

  private final Map<?, ?> values;

  EventFields(Map<?, ?> values) {
    this.values = values;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String text(String key) {
    return value(key, String.class);
  }

  int integer(String key) {
    return value(key, Integer.class);
  }

  long count(String key) {
    return value(key, Long.class);
  }

  EventFields nested(String key) {
    return new EventFields(value(key, Map.class));
  }

  Set<String> keys() {
    return values.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
  }

  double number(String key) {
    return value(key, Double.class);
  }

  double[] numbers(String key, int count) {
    double[] numbers = value(key, double[].class);
    if (numbers.length != count) {
      throw new IllegalArgumentException(
          "Cannot read event: %s has %d numbers, not %d".formatted(key, numbers.length, count));
    }
    return numbers;
  }

  private <T> T value(String key, Class<T> type) {
    Object value = values.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "Cannot read event: %s is %s, not of type %s"
              .formatted(key, value, type.getSimpleName()));
    }
    return type.cast(value);
  }
}
