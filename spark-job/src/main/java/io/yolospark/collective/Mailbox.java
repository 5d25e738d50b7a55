package io.yolospark.collective;

import io.yolospark.collective.SharedMemory.Counter;
import io.yolospark.collective.StepFailure.Origin;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * Letters between the ranks of a host: each rank posts one, all read all. Every operation in shared
 * memory begins with one, which names the operation; small operations need nothing else. A rank
 * that posts its next letter has read those of the others, so two places for letters are enough.
 */
final class Mailbox {

  private static final int PAYLOAD = SharedMemory.ENVELOPE_BYTES;

  private final Host host;
  private final Links links;
  private long number;

  Mailbox(Host host, Links links) {
    this.host = host;
    this.links = links;
  }

  /**
   * Posts this rank's letter and waits for those of the others.
   *
   * @param payload writes at most {@link SharedMemory#LETTER_BYTES}
   */
  void exchange(Operation operation, Deadline deadline, Consumer<ByteBuffer> payload) {
    links.requireUninterrupted();
    post(operation, payload);
    SharedPause pause =
        SharedPause.onMemory(
            links, operation, deadline, host, () -> host.behind(Counter.POSTED, number));
    int arrived = 0;
    while (arrived < host.size()) {
      int now = arrived();
      if (now > arrived) {
        check(operation);
      }
      pause.after(now > arrived);
      arrived = now;
    }
  }

  /** The payload of the last letter of the rank at that place of the host. */
  ByteBuffer read(int place) {
    return payload(host.memories().get(place));
  }

  /** Sums the floats of the last letters in rank order, into all of {@code target}. */
  void sum(FloatBuffer target, BlockSum sums) {
    FloatBuffer[] letters = new FloatBuffer[host.size()];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = read(i).asFloatBuffer();
    }
    sums.sum(letters, new int[letters.length], target.remaining(), target, target.position());
  }

  private void post(Operation operation, Consumer<ByteBuffer> payload) {
    number++;
    host.own()
        .letter(number)
        .putInt(operation.kind().code())
        .putInt(operation.root())
        .putLong(operation.sequence())
        .putLong(operation.bytes());
    payload.accept(payload(host.own()));
    host.own().count(Counter.POSTED, number);
  }

  private ByteBuffer payload(SharedMemory memory) {
    ByteBuffer letter = memory.letter(number);
    return letter.slice(PAYLOAD, SharedMemory.LETTER_BYTES).order(letter.order());
  }

  private boolean arrived(SharedMemory memory) {
    return memory.count(Counter.POSTED) >= number;
  }

  private int arrived() {
    int count = 0;
    for (SharedMemory memory : host.memories()) {
      count += arrived(memory) ? 1 : 0;
    }
    return count;
  }

  /** Fails if a letter that is there belongs to another operation. */
  private void check(Operation operation) {
    for (int i = 0; i < host.size(); i++) {
      SharedMemory memory = host.memories().get(i);
      Operation other = arrived(memory) ? operation(memory.letter(number)) : operation;
      if (!other.equals(operation)) {
        throw new StepFailure(
            Origin.FOUND,
            String.format(
                "ranks disagree: rank %d is at %s but rank %d is at %s",
                host.ranks().get(host.self()), operation, host.ranks().get(i), other));
      }
    }
  }

  private static Operation operation(ByteBuffer letter) {
    int code = letter.getInt();
    OperationKind kind =
        OperationKind.of(code)
            .orElseThrow(() -> new StepFailure(Origin.FOUND, "unknown kind of operation " + code));
    int root = letter.getInt();
    return new Operation(kind, letter.getLong(), letter.getLong(), root);
  }
}
