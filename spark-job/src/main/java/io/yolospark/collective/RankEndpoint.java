package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/**
 * The listening socket of one rank, from before its address is told to the other ranks until the
 * group is formed. {@link #close} is safe from any thread and ends a {@link #connect} in progress;
 * a group that has been formed is not affected by it.
 */
public final class RankEndpoint implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int MIN_TOKEN_BYTES = 16;

  private final ServerSocketChannel server;
  private final String address;

  private RankEndpoint(ServerSocketChannel server) throws IOException {
    this.server = server;
    this.address = Address.format((InetSocketAddress) server.getLocalAddress());
  }

  /**
   * Listens on a free port of one of this machine's addresses.
   *
   * @param host name or address of this machine by which the other ranks reach it
   */
  public static RankEndpoint open(String host) {
    try {
      return bind(InetAddress.getByName(host), new PortRange(0, 0));
    } catch (IOException e) {
      throw new CollectiveException("Cannot listen on " + host + ": " + e.getMessage(), e);
    }
  }

  /**
   * Listens where the settings say.
   *
   * @param host where the settings name no interface: as for {@link #open(String)}
   * @throws CollectiveException if this machine has no such interface, or no port is free
   */
  public static RankEndpoint open(String host, AllReduceConfig settings) {
    try {
      String wanted = settings.networkInterface();
      InetAddress address =
          wanted == null ? InetAddress.getByName(host) : LocalAddress.choose(wanted);
      return bind(address, settings.portRange());
    } catch (IOException e) {
      throw new CollectiveException("Cannot listen on " + host + ": " + e.getMessage(), e);
    }
  }

  private static RankEndpoint bind(InetAddress address, PortRange ports) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      for (int port : ports.stream().toArray()) {
        try {
          return new RankEndpoint(server.bind(new InetSocketAddress(address, port), BACKLOG));
        } catch (BindException e) {
          if (port == 0 || !e.getMessage().contains("in use")) {
            throw e;
          }
        }
      }
      throw new BindException(
          String.format(
              "no port is free among all-reduce.ports: %d-%d; every rank of a host takes one",
              ports.first(), ports.last()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Address and port in numbers, as {@link #connect} expects it on the other ranks. */
  public String address() {
    return address;
  }

  /**
   * Forms the group together with all other ranks, which call this at about the same time with the
   * same addresses and token. Stops listening, whatever the outcome. Connections that cannot prove
   * that they know the token are refused and logged.
   *
   * @param rank this rank; {@code addresses.get(rank)} is not used
   * @param addresses every rank's {@link #address}, by rank
   * @param token random bytes of this run, at least 16
   * @param fingerprint of what has to be the same on every rank
   * @param settings the run's settings, the same on every rank. Its time limit is that of forming
   *     the group and, later, of each operation; when it is over, a rank takes up to two more
   *     seconds to find out which rank is to blame.
   * @throws CollectiveException if a rank is missing, refuses or fails, or the thread is
   *     interrupted
   */
  public Collective connect(
      int rank,
      List<String> addresses,
      byte[] token,
      Fingerprint fingerprint,
      AllReduceConfig settings) {
    if (rank < 0 || rank >= addresses.size()) {
      throw new IllegalArgumentException(
          String.format("Cannot connect as rank %d: %d addresses", rank, addresses.size()));
    }
    if (token.length < MIN_TOKEN_BYTES) {
      throw new IllegalArgumentException(
          String.format("Token too short: %d bytes, need %d", token.length, MIN_TOKEN_BYTES));
    }
    if (settings.timeout().isNegative() || settings.timeout().isZero()) {
      throw new IllegalArgumentException("Time limit not positive: " + settings.timeout());
    }
    if (addresses.size() == 1) {
      close();
      return new SoloCollective();
    }
    return TransportProviders.wrap(
        new Formation(rank, addresses, token, fingerprint, settings).form(server), settings);
  }

  /** Forms the group of ranks that have nothing to agree on but the settings. */
  public Collective connect(
      int rank, List<String> addresses, byte[] token, AllReduceConfig settings) {
    return connect(rank, addresses, token, Fingerprint.of("", ""), settings);
  }

  /** Stops listening. Idempotent. */
  @Override
  public void close() {
    Reception.closeQuietly(server);
  }
}
