package io.yolospark.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the driver knows of one running stage, from the ranks' own messages and from Spark's task
 * events. Thread-safe: those two and the waiting driver are three threads.
 */
final class StageWatch {

  private final BitSet started = new BitSet();
  private final BitSet formed = new BitSet();
  private final Map<Integer, String> running = new HashMap<>();
  private final List<RankFailure> failures = new ArrayList<>();

  synchronized void started(int rank, String executorId) {
    started.set(rank);
    running.put(rank, executorId);
  }

  synchronized void formed(int rank) {
    formed.set(rank);
  }

  synchronized void ended(int rank) {
    running.remove(rank);
    notifyAll();
  }

  /** Notes a failure; a rank's first account of itself stands. */
  synchronized void failed(RankFailure failure) {
    if (failures.stream().noneMatch(known -> known.rank() == failure.rank())) {
      failures.add(failure);
    }
  }

  synchronized int startedRanks() {
    return started.cardinality();
  }

  synchronized int formedRanks() {
    return formed.cardinality();
  }

  /** Waits until no rank runs, at most so long; true if none does. */
  synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!running.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }
    return true;
  }

  /** Executors of the ranks that still run. */
  synchronized List<String> busyExecutors() {
    return List.copyOf(running.values());
  }

  /** What a peer told of the rank that it lost; empty if none did. */
  synchronized Optional<String> accountOfPeers() {
    return failures.stream()
        .filter(failure -> failure.kind() == RankFailure.Kind.PEER)
        .map(RankFailure::message)
        .findFirst();
  }

  /** The most telling failure, and among equals the one that arrived first. */
  synchronized Optional<RankFailure> firstCause() {
    return failures.stream().min(Comparator.comparing(RankFailure::kind));
  }
}
