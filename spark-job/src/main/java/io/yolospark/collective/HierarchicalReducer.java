package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of ranks on several hosts of which some have several ranks: the ranks of a host sum in
 * shared memory, the leaders of the hosts sum what comes of it over their connections, and each
 * shares the result with its host.
 */
final class HierarchicalReducer implements Reducer {

  private final Placement placement;
  private final Host host;
  private final Links links;
  private final SumRing ring;
  private final Mailbox mailbox;
  private final BlockSum sums = new BlockSum();
  private long reduced;
  private long passed;

  /**
   * @param ring that of the leaders; unused on the other ranks, and null there
   */
  HierarchicalReducer(Placement placement, Links links, SumRing ring) {
    this.placement = placement;
    this.host = placement.own();
    this.links = links;
    this.ring = ring;
    this.mailbox = new Mailbox(host, links);
  }

  @Override
  public void sum(FloatBuffer buffer, Wire wire, Operation operation, Deadline deadline) {
    if (operation.bytes() <= SharedMemory.LETTER_BYTES) {
      sumLetters(buffer, operation, deadline);
      return;
    }
    mailbox.exchange(operation, deadline, letter -> {});
    SharedReduction reduction =
        new SharedReduction(host, buffer, host.leads(), sums, links.traffic(), reduced);
    SharedPassage passage = new SharedPassage(host, buffer, links.traffic(), passed);
    if (host.leads()) {
      new LeaderReduction(buffer, wire, reduction, passage, ring, links).run(operation, deadline);
    } else {
      help(reduction, passage, operation, deadline);
    }
    reduced = reduction.end();
    passed = passage.end();
  }

  @Override
  public void sum(double[] control, Operation operation, Deadline deadline) {
    mailbox.exchange(operation, deadline, letter -> letter.asDoubleBuffer().put(control));
    if (host.leads()) {
      cross(control, operation, deadline);
    }
    mailbox.exchange(operation, deadline, letter -> letter.asDoubleBuffer().put(control));
    mailbox.read(0).asDoubleBuffer().get(control);
  }

  @Override
  public void meet(Operation operation, Deadline deadline) {
    mailbox.exchange(operation, deadline, letter -> {});
    if (host.leads()) {
      cross(new double[0], operation, deadline);
    }
    mailbox.exchange(operation, deadline, letter -> {});
  }

  private void help(
      SharedReduction reduction, SharedPassage passage, Operation operation, Deadline deadline) {
    SharedPause pause =
        SharedPause.onMemory(
            links,
            operation,
            deadline,
            host,
            () -> reduction.done() ? passage.awaited() : reduction.awaited());
    while (!passage.done()) {
      boolean moved = reduction.advance();
      pause.after(passage.advance() || moved);
    }
  }

  /** The latency-optimal path: letters to the leaders, theirs to rank 0, and back. */
  private void sumLetters(FloatBuffer buffer, Operation operation, Deadline deadline) {
    post(buffer, operation, deadline);
    if (host.leads()) {
      mailbox.sum(buffer, sums);
      cross(buffer, new Star(links, operation, deadline));
    }
    post(buffer, operation, deadline);
    buffer.put(buffer.position(), mailbox.read(0).asFloatBuffer(), 0, buffer.remaining());
  }

  private void post(FloatBuffer buffer, Operation operation, Deadline deadline) {
    mailbox.exchange(
        operation,
        deadline,
        letter -> letter.asFloatBuffer().put(0, buffer, buffer.position(), buffer.remaining()));
  }

  /** Sums the hosts' sums, by host. */
  private void cross(FloatBuffer buffer, Star star) {
    if (host.ranks().get(0) != 0) {
      star.send(links.hub().get(0), Floats.encode(buffer));
      Floats.decode(star.receive(links.hub().get(0)), buffer);
      return;
    }
    List<Lane> leaders = leaders();
    for (byte[] payload : star.collect(leaders)) {
      Floats.add(buffer, payload);
    }
    star.send(leaders, Floats.encode(buffer));
  }

  /** On rank 0: the lanes to the other leaders. */
  private List<Lane> leaders() {
    return links.hub().stream().filter(lane -> placement.leaders().contains(lane.peer())).toList();
  }

  /**
   * Sums the letters of all hosts in rank order: rank 0 does, because sums of sums would depend on
   * the placement.
   */
  private void cross(double[] control, Operation operation, Deadline deadline) {
    Star star = new Star(links, operation, deadline);
    byte[] terms = letters(control.length);
    if (host.ranks().get(0) != 0) {
      Lane hub = links.hub().get(0);
      star.send(hub, terms);
      Doubles.decode(star.receive(hub), control);
      return;
    }
    List<Lane> leaders = leaders();
    List<DoubleBuffer> words = new ArrayList<>();
    for (byte[] payload : Payloads.prepend(terms, star.collect(leaders))) {
      words.add(ByteBuffer.wrap(payload).asDoubleBuffer());
    }
    List<Integer> hosts = placement.hostOfRank();
    for (int rank = 0; rank < hosts.size(); rank++) {
      DoubleBuffer word = words.get(hosts.get(rank)); // ranks of a host are in order
      for (int i = 0; i < control.length; i++) {
        control[i] = rank == 0 ? word.get() : control[i] + word.get();
      }
    }
    star.send(leaders, Doubles.encode(control));
  }

  private byte[] letters(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(host.size() * length * Double.BYTES);
    DoubleBuffer words = bytes.asDoubleBuffer();
    for (int i = 0; i < host.size(); i++) {
      words.put(mailbox.read(i).asDoubleBuffer().limit(length));
    }
    return bytes.array();
  }
}
