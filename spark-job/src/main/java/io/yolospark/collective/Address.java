package io.yolospark.collective;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket addresses as text that ranks exchange: {@code 10.0.0.7:4711}, {@code [fd00::7]:4711}. */
final class Address {

  private Address() {}

  static String format(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return address.getAddress() instanceof Inet6Address
        ? "[" + host + "]:" + address.getPort()
        : host + ":" + address.getPort();
  }

  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot parse address, host:port expected: " + text, e);
    }
  }
}
