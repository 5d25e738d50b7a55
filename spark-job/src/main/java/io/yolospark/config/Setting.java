package io.yolospark.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Default, bounds and meaning of one key of the job config, written on the record component that
 * holds it. The YAML key is the component's name in kebab case ({@code imageSize} is {@code
 * image-size}).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** Marks a key without default: leaving it out is a mistake. */
  String REQUIRED = "<required>";

  /** The value when the key is absent, as YAML text. */
  String value() default REQUIRED;

  /** The key where it is not the component's name. */
  String key() default "";

  /** What the key means, in one sentence. */
  String doc();

  /** Smallest accepted number (inclusive). */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest accepted number (inclusive). */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether a relative value is resolved against the place where it is written. */
  boolean path() default false;
}
