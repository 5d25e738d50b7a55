package io.yolospark.collective;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Sums in shared memory, for a group whose ranks are all on one host. */
final class HostReducer implements Reducer {

  private final Host host;
  private final Links links;
  private final Mailbox mailbox;
  private final BlockSum sums = new BlockSum();
  private long chunks;

  HostReducer(Host host, Links links) {
    this.host = host;
    this.links = links;
    this.mailbox = new Mailbox(host, links);
  }

  @Override
  public void sum(FloatBuffer buffer, Wire wire, Operation operation, Deadline deadline) {
    if (operation.bytes() <= SharedMemory.LETTER_BYTES) {
      mailbox.exchange(
          operation,
          deadline,
          letter -> letter.asFloatBuffer().put(0, buffer, buffer.position(), buffer.remaining()));
      mailbox.sum(buffer, sums);
      return;
    }
    mailbox.exchange(operation, deadline, letter -> {});
    SharedReduction reduction =
        new SharedReduction(host, buffer, true, sums, links.traffic(), chunks);
    SharedPause pause = SharedPause.onMemory(links, operation, deadline, host, reduction::awaited);
    while (!reduction.done()) {
      pause.after(reduction.advance());
    }
    chunks = reduction.end();
  }

  @Override
  public void sum(double[] control, Operation operation, Deadline deadline) {
    mailbox.exchange(operation, deadline, letter -> letter.asDoubleBuffer().put(control));
    for (int i = 0; i < host.size(); i++) {
      DoubleBuffer terms = mailbox.read(i).asDoubleBuffer();
      for (int j = 0; j < control.length; j++) {
        control[j] = i == 0 ? terms.get(j) : control[j] + terms.get(j);
      }
    }
  }

  @Override
  public void meet(Operation operation, Deadline deadline) {
    mailbox.exchange(operation, deadline, letter -> {});
  }
}
