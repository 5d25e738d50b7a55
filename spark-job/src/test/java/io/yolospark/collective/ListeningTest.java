package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AllReduceConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a rank listens. */
class ListeningTest {

  private static final AllReduceConfig DEFAULTS = AllReduceConfig.within(Ranks.LIMIT);

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.0/8", "127.0.0.1/32"})
  void addressesAndNetworksAreInterfaces(String wanted) {
    try (RankEndpoint endpoint = RankEndpoint.open("unused.invalid", DEFAULTS.on(wanted, "any"))) {
      assertThat(endpoint.address()).startsWith("127.0.0.1:");
    }
  }

  @Test
  void interfaceHasAName() throws Exception {
    String name = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    try (RankEndpoint endpoint = RankEndpoint.open("unused.invalid", DEFAULTS.on(name, "any"))) {
      assertThat(endpoint.address()).startsWith("127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth99", "203.0.113.7", "203.0.113.0/24", "127.0.0.0/33", "fd00::/8x"})
  void interfaceThatTheHostLacksIsNamedWithThoseItHas(String wanted) {
    assertThatThrownBy(() -> RankEndpoint.open("host-3", DEFAULTS.on(wanted, "any")))
        .isInstanceOf(CollectiveException.class)
        .hasMessageStartingWith(
            "Cannot listen on host-3: all-reduce.interface: "
                + wanted
                + " is no interface, address or network of this host; it has ")
        .hasMessageContaining("(127.0.0.1)");
  }

  /** Below the ports that systems hand out by themselves, or another test might get one of them. */
  private static int freePair() {
    for (int port = 20_000; port < 30_000; port += 2) {
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IllegalStateException("No two ports are free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void portsAreTakenFromTheRangeUntilNoneIsFree() throws Exception {
    int first = freePair();
    AllReduceConfig settings = DEFAULTS.on("127.0.0.1", first + "-" + (first + 1));
    try (RankEndpoint one = RankEndpoint.open("host", settings);
        RankEndpoint two = RankEndpoint.open("host", settings)) {
      assertThat(one.address()).isEqualTo("127.0.0.1:" + first);
      assertThat(two.address()).isEqualTo("127.0.0.1:" + (first + 1));
      assertThatThrownBy(() -> RankEndpoint.open("host", settings))
          .isInstanceOf(CollectiveException.class)
          .hasMessage(
              "Cannot listen on host: no port is free among all-reduce.ports: %d-%d; every rank of"
                  + " a host takes one",
              first, first + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.200.0.1, true", "10.1.2.3/9, 10.200.0.1, false", "10.1.2.3/0, 1.1.1.1, true",
    "10.1.2.3, 10.1.2.3, true", "fd00::/8, fdff::1, true", "fd00::/8, fc00::1, false",
    "0.0.0.0/0, fd00::1, false"
  })
  void subnetsContainWhatSharesTheirFirstBits(String subnet, String address, boolean contained)
      throws Exception {
    assertThat(Subnet.parse(subnet).orElseThrow().contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }
}
