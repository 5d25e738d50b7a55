package io.yolospark.image;

import io.yolospark.config.AugmentConfig;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Augmentation that does nothing but what a test names. */
final class Recipe {

  private Recipe() {}

  /** Every component that is not given is 0. */
  static AugmentConfig of(Map<String, Double> given) {
    RecordComponent[] components = AugmentConfig.class.getRecordComponents();
    Set<String> unknown = new HashSet<>(given.keySet());
    Stream.of(components).map(RecordComponent::getName).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("No components: " + unknown);
    }
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values =
        Stream.of(components).map(each -> given.getOrDefault(each.getName(), 0.0)).toArray();
    try {
      return AugmentConfig.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
