package io.yolospark.collective;

import java.util.List;

/** What one rank moves around a ring: one transfer on each of its streams, side by side. */
final class RingRun {

  private final List<StreamRun> streams;

  RingRun(List<StreamRun> streams) {
    this.streams = List.copyOf(streams);
  }

  /** Moves all of it. */
  void finish(Links links, Operation operation, Deadline deadline) {
    Pause pause = new Pause(links, operation, deadline, this::awaited);
    while (!done()) {
      pause.after(advance());
    }
    end();
  }

  boolean done() {
    for (StreamRun stream : streams) {
      if (!stream.done()) {
        return false;
      }
    }
    return true;
  }

  /** Sends and receives what is possible at once; returns whether anything moved. */
  boolean advance() {
    boolean moved = false;
    for (StreamRun stream : streams) {
      if (!stream.done()) {
        moved |= stream.advance();
      }
    }
    return moved;
  }

  /** Goes back to between transfers. */
  void end() {
    streams.forEach(StreamRun::end);
  }

  /** The ranks that this one waits for. */
  String awaited() {
    return streams.stream()
        .filter(stream -> !stream.done())
        .findFirst()
        .map(StreamRun::awaited)
        .orElse("nothing");
  }
}
