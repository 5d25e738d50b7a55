package io.yolospark.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records by their components. */
final class Records {

  private Records() {}

  /** The record of these values, one for each component. */
  static <R extends Record> R of(Class<R> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct config record " + type, e);
    }
  }

  /** The value of a component. */
  static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read config component " + component, e);
    }
  }

  /**
   * The same record with another value of one component.
   *
   * @param name of the component, in Java
   */
  static <R extends Record> R with(R record, String name, Object value) {
    @SuppressWarnings("unchecked") // a record is of exactly its class
    Class<R> type = (Class<R>) record.getClass();
    RecordComponent[] components = type.getRecordComponents();
    if (Arrays.stream(components).noneMatch(each -> each.getName().equals(name))) {
      throw new IllegalArgumentException("No component " + name + " in " + type);
    }
    return of(
        type,
        Arrays.stream(components)
            .map(each -> each.getName().equals(name) ? value : value(record, each))
            .toArray());
  }
}
