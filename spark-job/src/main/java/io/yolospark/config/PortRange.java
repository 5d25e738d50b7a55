package io.yolospark.config;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Ports to listen on.
 *
 * @param first least port; 0 for whatever the system gives
 * @param last largest port (inclusive)
 */
public record PortRange(int first, int last) implements Serializable {

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int LARGEST = 65535;

  /** Reads {@code any}, one port, or {@code 40000-40100}; empty where it is none of these. */
  public static Optional<PortRange> parse(String text) {
    if (text.equals("any")) {
      return Optional.of(new PortRange(0, 0));
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return first >= 1 && last <= LARGEST && first <= last
        ? Optional.of(new PortRange(first, last))
        : Optional.empty();
  }

  /** The ports in ascending order. */
  public IntStream stream() {
    return IntStream.rangeClosed(first, last);
  }
}
