package io.yolospark.collective;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses that share their first bits.
 *
 * @param length number of those bits
 */
record Subnet(InetAddress base, int length) {

  /** No host name matches: nothing is looked up. */
  private static final Pattern SYNTAX =
      Pattern.compile("([0-9]+(?:\\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)(?:/([0-9]{1,3}))?");

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or one address; empty where it is neither. */
  static Optional<Subnet> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress base = InetAddress.getByName(matcher.group(1));
      int bits = base.getAddress().length * Byte.SIZE;
      int length = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
      return length <= bits ? Optional.of(new Subnet(base, length)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] own = base.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
