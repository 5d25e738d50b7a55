package io.yolospark.collective;

import java.nio.ByteBuffer;

/**
 * One rank's part of a ring all-reduce, message by message as {@link RingSchedule} has it. Items
 * are received behind the place of the rank's own item, summed there, and sent from there: the
 * message received with this rank's own item before it is the message to be sent next. Two such
 * places take turns, and each item can leave as soon as it is summed.
 */
final class RingReduction implements Transfer {

  /**
   * Bytes to wait for before a message is sent in part: with many ranks items are small, and each
   * write wakes the next rank (8 ranks on 2 cores became faster, fewer gained nothing).
   */
  private static final int PIECE = 1 << 15;

  private final RingSchedule schedule;
  private final Terms terms;
  private final Staging[] slots;
  private final int stride;
  private int sent;
  private int received;
  private int step;
  private ByteBuffer outgoing;
  private ByteBuffer incoming;

  /**
   * @param slots two, each with room for all items of a message and one more
   */
  RingReduction(RingSchedule schedule, Terms terms, Codec codec, Staging[] slots) {
    this.schedule = schedule;
    this.terms = terms;
    this.slots = slots;
    this.stride = codec.words(schedule.stride());
  }

  @Override
  public boolean sends() {
    return sent < schedule.messages();
  }

  @Override
  public boolean receives() {
    return received < schedule.messages();
  }

  @Override
  public boolean accepts() {
    return sent >= received;
  }

  @Override
  public boolean send(Lane next) {
    Staging slot = slots[sent % 2];
    int first = schedule.first(sent);
    if (outgoing == null) {
      outgoing = slot.bytes().duplicate().position(bytes(first)).limit(bytes(first));
      if (first == 0) {
        int start = schedule.ownStart(sent);
        terms.put(start, schedule.ownEnd(sent) - start, slot, 0);
      }
    }
    int end = schedule.last(sent) + 1;
    int until = bytes(Math.max(first, Math.min(end, ready())));
    // what is begun goes on: the lane already waits for room
    if (outgoing.hasRemaining() || until == bytes(end) || until - outgoing.limit() >= PIECE) {
      outgoing.limit(until);
    }
    boolean moved = outgoing.hasRemaining() && next.write(outgoing) > 0;
    if (outgoing.position() == bytes(end)) {
      outgoing = null;
      sent++;
      return true;
    }
    return moved;
  }

  /** Items of the message in sending that are summed: the own one, and those that follow. */
  private int ready() {
    if (received >= sent) {
      return Integer.MAX_VALUE;
    }
    return received == sent - 1 && incoming != null ? step + 1 : 1;
  }

  @Override
  public boolean receive(Lane previous) {
    Staging slot = slots[(received + 1) % 2];
    int last = schedule.last(received);
    if (incoming == null) {
      step = schedule.first(received);
      incoming = slot.bytes().duplicate().position(bytes(step + 1)).limit(bytes(last + 2));
    }
    boolean moved = incoming.hasRemaining() && previous.read(incoming) > 0;
    while (step <= last && incoming.position() >= bytes(step + 2)) {
      use(slot);
      step++;
    }
    if (step > last) {
      incoming = null;
      received++;
      return true;
    }
    return moved;
  }

  private void use(Staging slot) {
    int start = schedule.start(received, step);
    int count = schedule.end(received, step) - start;
    int word = (step + 1) * stride;
    if (schedule.reduces(step)) {
      terms.add(start, count, slot, word, schedule.completes(step));
    } else {
      terms.take(start, count, slot, word);
    }
  }

  private int bytes(int items) {
    return items * stride * Integer.BYTES;
  }
}
