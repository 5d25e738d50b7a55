package io.yolospark.train;

import java.util.EnumMap;
import java.util.Map;

/** Where the time of a part of an optimizer step goes. Not thread-safe. */
final class StepClock {

  /** The parts of a step. */
  enum Phase {
    /** Images to the device, and the network. */
    FORWARD,
    /** Assignment and loss. */
    LOSS,
    /** Gradients, and waiting for sums over the ranks. */
    BACKWARD,
    /** Norm, clipping and update. */
    OPTIMIZER,
    /** Moving average. */
    AVERAGE
  }

  private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
  private long last;

  /** Forgets what was, and starts. */
  void start() {
    seconds.clear();
    last = System.nanoTime();
  }

  /** Counts the time since the last call to a phase. */
  void lap(Phase phase) {
    long now = System.nanoTime();
    seconds.merge(phase, (now - last) / 1e9, Double::sum);
    last = now;
  }

  /** Seconds of a phase since the start. */
  double seconds(Phase phase) {
    return seconds.getOrDefault(phase, 0.0);
  }
}
