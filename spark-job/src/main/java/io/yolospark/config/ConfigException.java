package io.yolospark.config;

import java.util.List;

/**
 * The job config cannot be used. It carries every mistake that was found, not only the first; each
 * is one line that names the key, its value, what is accepted and, where it is known, the file and
 * line.
 */
public final class ConfigException extends RuntimeException {

  private final List<String> mistakes;

  /**
   * Reports mistakes of one config.
   *
   * @throws IllegalArgumentException if there are none
   */
  public ConfigException(List<String> mistakes) {
    super(String.join(System.lineSeparator(), mistakes));
    if (mistakes.isEmpty()) {
      throw new IllegalArgumentException("Cannot report a config without mistakes");
    }
    this.mistakes = List.copyOf(mistakes);
  }

  /** The mistakes, one line each, in the order of the config; at least one. */
  public List<String> mistakes() {
    return mistakes;
  }
}
