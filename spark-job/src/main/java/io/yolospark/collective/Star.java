package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Small exchanges over the hub lanes: the ranks send to rank 0, rank 0 answers all. Two message
 * times whatever the number of ranks.
 */
final class Star {

  private final Links links;
  private final Operation operation;
  private final Deadline deadline;

  Star(Links links, Operation operation, Deadline deadline) {
    this.links = links;
    this.operation = operation;
    this.deadline = deadline;
  }

  /** On rank 0: what every other rank sends, by rank from 1. */
  byte[][] collect() {
    return collect(links.hub());
  }

  /** On rank 0: what the ranks of these lanes send, in the order of the lanes. */
  byte[][] collect(List<Lane> lanes) {
    List<Lane> missing = new ArrayList<>(lanes);
    byte[][] payloads = new byte[missing.size()][];
    Pause pause = new Pause(links, operation, deadline, () -> names(missing));
    while (!missing.isEmpty()) {
      boolean progress =
          missing.removeIf(
              lane -> {
                byte[] payload = links.frames().open(lane, operation) ? lane.pollPayload() : null;
                if (payload != null) {
                  payloads[lanes.indexOf(lane)] = payload;
                }
                return payload != null;
              });
      pause.after(progress);
    }
    return payloads;
  }

  /** What one peer sends. */
  byte[] receive(Lane lane) {
    Pause pause = new Pause(links, operation, deadline, () -> "rank " + lane.peer());
    while (true) {
      byte[] payload = links.frames().open(lane, operation) ? lane.pollPayload() : null;
      if (payload != null) {
        return payload;
      }
      pause.after(false);
    }
  }

  void send(Lane lane, byte[] payload) {
    send(List.of(lane), payload);
  }

  /** Sends the same to several ranks; returns once all of it is on its way. */
  void send(List<Lane> lanes, byte[] payload) {
    ByteBuffer frame = Frame.encode(operation, payload);
    lanes.forEach(lane -> lane.enqueue(frame.duplicate()));
    List<Lane> unsent = new ArrayList<>(lanes);
    Pause pause = new Pause(links, operation, deadline, () -> names(unsent));
    unsent.removeIf(Lane::flush);
    while (!unsent.isEmpty()) {
      pause.after(false);
      unsent.removeIf(Lane::flush);
    }
  }

  private static String names(List<Lane> lanes) {
    return "rank " + lanes.stream().map(lane -> String.valueOf(lane.peer())).toList();
  }
}
