package io.yolospark.config;

import java.util.Optional;

/** What a key asks of its value beyond type and bounds. */
@FunctionalInterface
interface ValueCheck {

  /** What is wrong with the value of a dotted key, to follow {@code "KEY: "}; empty if nothing. */
  Optional<String> complaint(String key, Object value);
}
