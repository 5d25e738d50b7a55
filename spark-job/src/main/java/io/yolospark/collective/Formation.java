package io.yolospark.collective;

import io.yolospark.collective.Call.Purpose;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forms a group of two or more ranks: each calls rank 0 (hub lane) and the next rank (ring lane),
 * and is called by the previous one; rank 0 is called by all. Where some ranks share a host and
 * others do not, the leaders of the hosts form a ring of their own. The ring that forms sums may
 * get more streams.
 */
final class Formation {

  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);

  private final int rank;
  private final List<String> addresses;
  private final AllReduceConfig settings;
  private final Protection protection;
  private final Handshake handshake;
  private final Deadline deadline;
  private final RingCalls ring;

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
    this.handshake =
        new Handshake(
            token, new Agreement(addresses.size(), settings.streams(), protection, fingerprint));
    this.deadline = Deadline.after(settings.timeout());
    this.ring =
        new RingCalls(Purpose.RING, IntStream.range(0, addresses.size()).boxed().toList(), rank);
  }

  /** Returns once all ranks are connected; the listening socket is closed in any case. */
  Collective form(ServerSocketChannel server) {
    FormationWatch watch = new FormationWatch(rank, addresses.size(), settings.stallWarning());
    Reception reception = new Reception(server, handshake, rank, watch);
    Dialer dialer = new Dialer(handshake, deadline);
    Connector connector = new Connector(addresses, dialer, reception.arrivals(), watch, deadline);
    Collective group = null;
    try (reception) {
      reception.start();
      try {
        connector.connect(calls(), expected());
      } catch (CollectiveException e) {
        CollectiveException cause = reception.arrivals().causeOf(e, deadline);
        explain(reception.arrivals(), cause);
        throw cause;
      }
      LaneFactory factory = new LaneFactory(rank, protection, Selector.open(), new Traffic());
      Links links = link(connector, factory);
      group = group(links, reducer(links, factory, connector), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (IOException e) {
      throw failed(e.getMessage(), e);
    } finally {
      if (group == null) {
        connector.closeAll();
      }
    }
    group.barrier();
    watch.formed();
    return group;
  }

  private List<Call> calls() {
    Call next = ring.toNext(0);
    return rank == 0 ? List.of(next) : List.of(new Call(Purpose.HUB, rank, 0), next);
  }

  private Set<Call> expected() {
    Set<Call> calls = new HashSet<>();
    calls.add(ring.fromPrevious(0));
    for (int caller = 1; rank == 0 && caller < addresses.size(); caller++) {
      calls.add(new Call(Purpose.HUB, caller, 0));
    }
    return calls;
  }

  /**
   * Tells the ranks that have called rank 0 why there will be no group: those that wait for nobody
   * else could not name who is missing.
   */
  private void explain(Arrivals arrivals, CollectiveException failure) {
    Operation none = new Operation(OperationKind.NONE, 0, Operation.ANY_SIZE, Operation.NO_ROOT);
    ByteBuffer frame = Frame.encode(none, Status.FAILED, failure.getMessage());
    for (Connection caller : arrivals.accepted()) {
      if (caller.call().purpose() == Purpose.HUB) {
        try {
          protection.guard(caller).write(frame.duplicate());
        } catch (IOException e) {
          LOG.debug("cannot reach rank {}: {}", caller.call().caller(), e.getMessage());
        }
      }
    }
  }

  private Links link(Connector connector, LaneFactory factory) throws IOException {
    List<Lane> hub = new ArrayList<>();
    if (rank == 0) {
      for (int caller = 1; caller < addresses.size(); caller++) {
        hub.add(factory.lane(connector.get(new Call(Purpose.HUB, caller, 0))));
      }
    } else {
      hub.add(factory.lane(connector.get(new Call(Purpose.HUB, rank, 0))));
    }
    StallWatch stalls = new StallWatch(rank, hub, settings.stallWarning());
    RingLanes lanes = lanes(ring, 0, connector, factory);
    return new Links(rank, factory.selector(), hub, lanes, factory.traffic(), stalls);
  }

  private static RingLanes lanes(
      RingCalls calls, int stream, Connector connector, LaneFactory factory) throws IOException {
    return new RingLanes(
        factory.lane(connector.get(calls.toNext(stream))),
        factory.lane(connector.get(calls.fromPrevious(stream))));
  }

  private Collective group(Links links, Reducer reducer, long sequence) {
    return new SocketCollective(rank, addresses.size(), links, settings, reducer, sequence);
  }

  /** How this group sums: finds out which ranks share memory, unless TCP is asked for. */
  private Reducer reducer(Links links, LaneFactory factory, Connector connector)
      throws IOException, InterruptedException {
    SumRing around = new SumRing(rank, addresses.size(), links);
    around.add(links.ring());
    Reducer wire = new SocketReducer(rank, links, around);
    if (settings.transport() == Transport.AUTO || settings.transport() == Transport.SHARED_MEMORY) {
      Collective scouts = group(links, wire, -HostDiscovery.OPERATIONS);
      Placement placement = new HostDiscovery(settings).discover(scouts);
      if (placement.together()) {
        return new HostReducer(placement.own(), links);
      }
      if (!placement.scattered()) {
        return hierarchy(placement, links, factory, connector);
      }
    }
    widen(around, ring, 1, links, factory, connector);
    return wire;
  }

  private Reducer hierarchy(
      Placement placement, Links links, LaneFactory factory, Connector connector)
      throws IOException, InterruptedException {
    if (!placement.own().leads()) {
      return new HierarchicalReducer(placement, links, null);
    }
    RingCalls leaders = new RingCalls(Purpose.LEADERS, placement.leaders(), rank);
    SumRing across = new SumRing(leaders.place(), leaders.ranks().size(), links);
    widen(across, leaders, 0, links, factory, connector);
    return new HierarchicalReducer(placement, links, across);
  }

  /** Adds the streams from {@code first} on. */
  private void widen(
      SumRing sums,
      RingCalls calls,
      int first,
      Links links,
      LaneFactory factory,
      Connector connector)
      throws IOException, InterruptedException {
    for (int stream = first; stream < settings.streams(); stream++) {
      connector.connect(List.of(calls.toNext(stream)), Set.of(calls.fromPrevious(stream)));
      RingLanes lanes = lanes(calls, stream, connector, factory);
      links.add(lanes);
      sums.add(lanes);
    }
  }

  private CollectiveException failed(String reason, Exception cause) {
    return new CollectiveException(
        String.format(
            "rank %d of %d, after %s of forming the group: %s",
            rank, addresses.size(), deadline.elapsed(), reason),
        cause);
  }
}
