package io.yolospark.collective;

import io.yolospark.collective.Call.Purpose;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forms a group of two or more ranks: each calls rank 0 (hub lane) and the next rank (ring lane),
 * and is called by the previous one; rank 0 is called by all.
 */
final class Formation {

  private final int rank;
  private final List<String> addresses;
  private final AllReduceConfig settings;
  private final Protection protection;
  private final Handshake handshake;
  private final Deadline deadline;

  Formation(
      int rank,
      List<String> addresses,
      byte[] token,
      Fingerprint fingerprint,
      AllReduceConfig settings) {
    this.rank = rank;
    this.addresses = List.copyOf(addresses);
    this.settings = settings;
    this.protection = Protection.of(settings);
    this.handshake = new Handshake(token, addresses.size(), protection, fingerprint);
    this.deadline = Deadline.after(settings.timeout());
  }

  /** Returns once all ranks are connected; the listening socket is closed in any case. */
  Collective form(ServerSocketChannel server) {
    Map<Call, Connection> connections = new HashMap<>();
    Collective group = null;
    try (Reception reception = new Reception(server, handshake, rank, expected())) {
      reception.start();
      Dialer dialer = new Dialer(handshake, deadline);
      try {
        for (Call call : calls()) {
          connections.put(call, dialer.call(call, addresses.get(call.callee())));
        }
      } catch (CollectiveException e) {
        throw reception.causeOf(e, deadline);
      }
      connections.putAll(reception.await(deadline));
      group = group(link(connections));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (IOException e) {
      throw failed(e.getMessage(), e);
    } finally {
      if (group == null) {
        connections.values().forEach(made -> Reception.closeQuietly(made.channel()));
      }
    }
    group.barrier();
    return group;
  }

  private Collective group(Links links) {
    Summation wire = new WireSummation(rank, addresses.size(), links);
    if (settings.transport() != Transport.AUTO && settings.transport() != Transport.SHARED_MEMORY) {
      return new SocketCollective(rank, addresses.size(), links, settings.timeout(), wire, 0);
    }
    Collective scouts =
        new SocketCollective(
            rank, addresses.size(), links, settings.timeout(), wire, -HostDiscovery.OPERATIONS);
    Summation summation =
        new HostDiscovery(settings)
            .discover(scouts)
            .own()
            .filter(host -> host.size() == addresses.size())
            .<Summation>map(host -> new HostSummation(host, links))
            .orElse(wire);
    return new SocketCollective(rank, addresses.size(), links, settings.timeout(), summation, 0);
  }

  private CollectiveException failed(String reason, Exception cause) {
    return new CollectiveException(
        String.format(
            "rank %d of %d, after %s of forming the group: %s",
            rank, addresses.size(), deadline.elapsed(), reason),
        cause);
  }

  private int next() {
    return (rank + 1) % addresses.size();
  }

  private int previous() {
    return Math.floorMod(rank - 1, addresses.size());
  }

  private List<Call> calls() {
    Call ring = new Call(Purpose.RING, rank, next());
    return rank == 0 ? List.of(ring) : List.of(new Call(Purpose.HUB, rank, 0), ring);
  }

  private Set<Call> expected() {
    Set<Call> calls = new HashSet<>();
    calls.add(new Call(Purpose.RING, previous(), rank));
    for (int caller = 1; rank == 0 && caller < addresses.size(); caller++) {
      calls.add(new Call(Purpose.HUB, caller, 0));
    }
    return calls;
  }

  private Links link(Map<Call, Connection> connections) throws IOException {
    Selector selector = Selector.open();
    Map<Call, Lane> lanes = new HashMap<>();
    Traffic traffic = new Traffic();
    for (Connection connection : connections.values()) {
      SocketChannel channel = connection.channel();
      // Buffer sizes are left to the kernel: what it finds by itself was faster than any fixed
      // size.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.configureBlocking(false);
      Call call = connection.call();
      lanes.put(
          call,
          new Lane(call.peerOf(rank), channel, protection.guard(connection), traffic, selector));
    }
    List<Lane> hub = new ArrayList<>();
    if (rank == 0) {
      for (int caller = 1; caller < addresses.size(); caller++) {
        hub.add(lanes.get(new Call(Purpose.HUB, caller, 0)));
      }
    } else {
      hub.add(lanes.get(new Call(Purpose.HUB, rank, 0)));
    }
    Lane next = lanes.get(new Call(Purpose.RING, rank, next()));
    Lane previous = lanes.get(new Call(Purpose.RING, previous(), rank));
    StallWatch stalls = new StallWatch(rank, hub, settings.stallWarning());
    return new Links(rank, selector, hub, next, previous, traffic, stalls);
  }
}
