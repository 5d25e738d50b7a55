package io.yolospark.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as text: a whole number and its binary unit, {@code 512m}, {@code 20g}. */
final class ByteSize {

  static final String ACCEPTED = "a size with its unit, as 512m or 20g";

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,9})([kmgt])b?");
  private static final long UNIT = 1024;

  private ByteSize() {}

  /** The number of bytes, or empty where {@code text} is no size above zero. */
  static Optional<Long> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (int i = 0; i <= "kmgt".indexOf(matcher.group(2)); i++) {
      bytes *= UNIT;
    }
    return bytes == 0 ? Optional.empty() : Optional.of(bytes);
  }
}
