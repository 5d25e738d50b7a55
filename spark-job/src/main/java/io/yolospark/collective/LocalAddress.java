package io.yolospark.collective;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the address of this machine by which the other ranks are to reach it. */
final class LocalAddress {

  private LocalAddress() {}

  /** An address of this machine and the interface that has it. */
  private record Candidate(String network, InetAddress address) {

    @Override
    public String toString() {
      return network + " (" + address.getHostAddress() + ")";
    }
  }

  /**
   * The first address that fits, IPv4 before IPv6.
   *
   * @param wanted name of an interface, an address, or a network such as 10.0.0.0/8
   * @throws IOException if no address of this machine fits; names those it has
   */
  static InetAddress choose(String wanted) throws IOException {
    List<Candidate> candidates = candidates();
    Optional<Subnet> subnet = Subnet.parse(wanted);
    return candidates.stream()
        .filter(
            candidate ->
                candidate.network().equals(wanted)
                    || subnet.filter(net -> net.contains(candidate.address())).isPresent())
        .map(Candidate::address)
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownHostException(
                    String.format(
                        "all-reduce.interface: %s is no interface, address or network of this host;"
                            + " it has %s",
                        wanted,
                        String.join(", ", candidates.stream().map(Object::toString).toList()))));
  }

  private static List<Candidate> candidates() throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      if (network.isUp()) {
        network
            .inetAddresses()
            .forEach(address -> candidates.add(new Candidate(network.getName(), address)));
      }
    }
    candidates.sort(
        Comparator.comparing((Candidate each) -> !(each.address() instanceof Inet4Address))
            .thenComparing(each -> each.address().isLinkLocalAddress())
            .thenComparing(Candidate::network)
            .thenComparing(each -> each.address().getHostAddress()));
    return candidates;
  }
}
