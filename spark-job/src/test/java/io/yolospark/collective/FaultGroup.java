package io.yolospark.collective;

import io.yolospark.config.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Four ranks in processes of their own, of which number {@value #VICTIM} may be special. */
final class FaultGroup implements AutoCloseable {

  static final int RANKS = 4;
  static final int VICTIM = 2;
  static final Duration STALL_WARNING = Duration.ofSeconds(1);
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<RankProcess> ranks = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final Fault fault;
  private Relay relay;
  private long start;

  /** Starts the processes and learns their addresses. */
  FaultGroup(Fault fault, Transport transport, int streams)
      throws IOException, InterruptedException {
    this.fault = fault;
    for (int rank = 0; rank < RANKS; rank++) {
      boolean special = rank == VICTIM;
      ranks.add(
          RankProcess.start(
              fault == Fault.TAMPERED ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
              Integer.toString(rank),
              Long.toString(fault.timeout().toMillis()),
              Long.toString(STALL_WARNING.toMillis()),
              transport.name(),
              Boolean.toString(fault.checksum()),
              fault.encryption(special).name(),
              special ? fault.victimsToken() : Fault.TOKEN,
              special ? fault.victimsConfig() : Fault.CONFIG,
              Integer.toString(streams)));
    }
    for (RankProcess rank : ranks) {
      Optional<RankProcess.Line> address =
          rank.await(line -> line.startsWith("127.0.0.1:"), PATIENCE);
      addresses.add(address.orElseThrow(() -> new IOException("" + rank.printed())).text());
    }
  }

  RankProcess rank(int rank) {
    return ranks.get(rank);
  }

  RankProcess victim() {
    return ranks.get(VICTIM);
  }

  List<String> addresses() {
    return addresses;
  }

  /** Between the rank before the victim, which calls it, and the victim. */
  Relay relay() {
    return relay;
  }

  /** Tells the ranks each other's addresses, which makes them connect. */
  void form() throws IOException {
    if (fault.ofNetwork()) {
      relay = new Relay(addresses.get(VICTIM));
    }
    start = System.nanoTime();
    for (int rank = 0; rank < RANKS; rank++) {
      if (!fault.ofAbsence() || rank != VICTIM) {
        List<String> seen = new ArrayList<>(addresses);
        if (relay != null && rank == VICTIM - 1) {
          seen.set(VICTIM, relay.address());
        }
        ranks.get(rank).tell(String.join(",", seen));
      }
    }
  }

  /** Lets the victim connect after all. */
  void admit() throws IOException {
    victim().tell(String.join(",", addresses));
  }

  /** Waits until all ranks all-reduce; what happens from then on is timed. */
  void awaitRunning() throws IOException, InterruptedException {
    for (RankProcess rank : ranks) {
      if (rank.await("running"::equals, PATIENCE).isEmpty()) {
        throw new IOException("does not run: " + rank.printed());
      }
    }
    start = System.nanoTime();
  }

  /** Seconds from the start of what is timed to a line. */
  double seconds(RankProcess.Line line) {
    return (line.nanos() - start) / 1e9;
  }

  @Override
  public void close() throws IOException {
    ranks.forEach(RankProcess::close);
    if (relay != null) {
      relay.close();
    }
  }
}
