package io.yolospark.collective;

import io.yolospark.collective.Call.Purpose;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forms a group of two or more ranks: each calls rank 0 (hub lane) and the next rank (ring lane),
 * and is called by the previous one; rank 0 is called by all. Where some ranks share a host and
 * others do not, the leaders of the hosts form a ring of their own.
 */
final class Formation {

  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);

  private final int rank;
  private final List<String> addresses;
  private final AllReduceConfig settings;
  private final Protection protection;
  private final Handshake handshake;
  private final Deadline deadline;
  private final Map<Call, Connection> connections = new HashMap<>();

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
    Collective group = null;
    try (Reception reception = new Reception(server, handshake, rank)) {
      reception.start();
      Dialer dialer = new Dialer(handshake, deadline);
      try {
        connect(calls(), expected(), dialer, reception);
      } catch (CollectiveException e) {
        CollectiveException cause = reception.causeOf(e, deadline);
        explain(reception, cause);
        throw cause;
      }
      LaneFactory factory = new LaneFactory(rank, protection, Selector.open(), new Traffic());
      Links links = link(factory);
      group = group(links, reducer(links, factory, dialer, reception), 0);
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

  private void connect(List<Call> calls, Set<Call> expected, Dialer dialer, Reception reception)
      throws InterruptedException {
    for (Call call : calls) {
      connections.put(call, dialer.call(call, addresses.get(call.callee())));
    }
    connections.putAll(reception.await(expected, deadline));
  }

  /**
   * Tells the ranks that have called rank 0 why there will be no group: those that wait for nobody
   * else could not name who is missing.
   */
  private void explain(Reception reception, CollectiveException failure) {
    Operation none = new Operation(OperationKind.NONE, 0, Operation.ANY_SIZE, Operation.NO_ROOT);
    ByteBuffer frame = Frame.encode(none, Status.FAILED, failure.getMessage());
    for (Connection caller : reception.accepted()) {
      if (caller.call().purpose() == Purpose.HUB) {
        try {
          protection.guard(caller).write(frame.duplicate());
        } catch (IOException e) {
          LOG.debug("cannot reach rank {}: {}", caller.call().caller(), e.getMessage());
        }
      }
    }
  }

  private Collective group(Links links, Reducer reducer, long sequence) {
    return new SocketCollective(rank, addresses.size(), links, settings, reducer, sequence);
  }

  /** How this group sums: finds out which ranks share memory, unless TCP is asked for. */
  private Reducer reducer(Links links, LaneFactory factory, Dialer dialer, Reception reception)
      throws IOException, InterruptedException {
    Reducer wire = new SocketReducer(rank, addresses.size(), links);
    if (settings.transport() != Transport.AUTO && settings.transport() != Transport.SHARED_MEMORY) {
      return wire;
    }
    Collective scouts = group(links, wire, -HostDiscovery.OPERATIONS);
    Placement placement = new HostDiscovery(settings).discover(scouts);
    if (placement.scattered()) {
      return wire;
    }
    if (placement.together()) {
      return new HostReducer(placement.own(), links);
    }
    LeaderRing ring =
        placement.own().leads() ? leaderRing(placement, links, factory, dialer, reception) : null;
    return new HierarchicalReducer(placement, links, ring);
  }

  private LeaderRing leaderRing(
      Placement placement, Links links, LaneFactory factory, Dialer dialer, Reception reception)
      throws IOException, InterruptedException {
    List<Integer> leaders = placement.leaders();
    int place = leaders.indexOf(rank);
    Call toNext = new Call(Purpose.LEADERS, rank, leaders.get((place + 1) % leaders.size()));
    Call fromPrevious =
        new Call(Purpose.LEADERS, leaders.get(Math.floorMod(place - 1, leaders.size())), rank);
    connect(List.of(toNext), Set.of(fromPrevious), dialer, reception);
    Lane next = factory.lane(connections.get(toNext));
    Lane previous = factory.lane(connections.get(fromPrevious));
    links.add(next, previous);
    return new LeaderRing(place, leaders.size(), next, previous);
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

  private Links link(LaneFactory factory) throws IOException {
    Map<Call, Lane> lanes = new HashMap<>();
    for (Connection connection : connections.values()) {
      lanes.put(connection.call(), factory.lane(connection));
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
    return new Links(rank, factory.selector(), hub, next, previous, factory.traffic(), stalls);
  }
}
