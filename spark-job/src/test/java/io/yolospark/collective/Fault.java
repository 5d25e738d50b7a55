package io.yolospark.collective;

import io.yolospark.config.Encryption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can go wrong in a group of four ranks, and what every other rank has to say about it. */
enum Fault {
  KILLED("kill -9 of rank 2", "lost rank 2"),
  KILLED_ROOT("kill -9 of rank 0", "lost rank 0"),
  FROZEN("SIGSTOP of rank 2", "within 5.0 s; .*answers, except rank \\[2\\]"),
  FROZEN_ROOT("SIGSTOP of rank 0", "no word from rank .* within 5.0 s; rank 0 does not answer"),
  CUT("link from rank 1 to rank 2 carries nothing", "within 5.0 s"),
  SLOW("rank 2 comes 3 s late", "stands still for \\d+\\.\\d s: missing \\[2\\]"),
  LATE("rank 2 calls late", "has not formed after \\d+\\.\\d s: .*rank \\[?2"),
  FAILED("rank 2 fails outside of the exchange", "rank 2 .*failed.*: disk full"),
  LEFT("rank 2 leaves", "rank 2 has left the group"),
  KIND("rank 2 calls another operation", "ranks disagree: rank \\d is at .* but rank \\d is at "),
  SIZE("rank 2 has another size", "ranks disagree: rank \\d is at .* but rank \\d is at "),
  FLIPPED("a bit flips between rank 1 and 2, checksum: true", "rank 1: its data were damaged"),
  TAMPERED("a bit flips between rank 1 and 2, encryption: on", "rank 1: its data were changed"),
  ABSENT("rank 2 never calls", "(call from|cannot reach) rank \\[?2"),
  TOKEN_DIFFERS("rank 2 has another token", "call from rank \\[2\\]"),
  CONFIG_DIFFERS("rank 2 has another config", "disagree on the config: rank \\d has [0-9a-f]{12}"),
  PROTECTION_DIFFERS(
      "rank 2 alone encrypts",
      "rank \\d has (neither .*, but rank 2 has enc|encryption, but rank \\d has neither)");

  static final String TOKEN = "a token that all ranks know";
  static final String CONFIG = "the config of all ranks";

  private static final Set<Fault> FORMATION =
      Set.of(ABSENT, LATE, TOKEN_DIFFERS, CONFIG_DIFFERS, PROTECTION_DIFFERS);

  private static final Set<Fault> TIMED = Set.of(FROZEN, FROZEN_ROOT, CUT, ABSENT, TOKEN_DIFFERS);

  private final String text;
  private final String expected;

  Fault(String text, String expected) {
    this.text = text;
    this.expected = expected;
  }

  /**
   * The ranks' time limit: short where it ends the wait, else one that only a busy machine needs.
   */
  Duration timeout() {
    return TIMED.contains(this) ? Duration.ofSeconds(5) : Duration.ofSeconds(20);
  }

  /** What a line of the ranks concerned has to contain. */
  String expected() {
    return expected;
  }

  /** Whether it shows while the group forms. */
  boolean ofFormation() {
    return FORMATION.contains(this);
  }

  /** Whether the ranks wait and go on. */
  boolean passes() {
    return this == SLOW || this == LATE;
  }

  /** What a line of ranks that go on has to contain. */
  String relief() {
    return this == LATE ? "the group has formed after" : "goes on after";
  }

  /** Whether the victim is not there when the group forms. */
  boolean ofAbsence() {
    return this == ABSENT || this == LATE;
  }

  /** The ranks whose message has to name the cause. */
  List<Integer> witnesses() {
    return switch (this) {
      case KILLED_ROOT, FROZEN_ROOT -> List.of(1, 2, 3);
      case CONFIG_DIFFERS, PROTECTION_DIFFERS -> List.of(0, 2);
      case TOKEN_DIFFERS -> List.of(0, 3);
      case KIND, SIZE, FLIPPED, TAMPERED, CUT -> List.of(0, 1, 2, 3);
      default -> List.of(0, 1, 3);
    };
  }

  /** Whether the network between the ranks takes part. */
  boolean ofNetwork() {
    return this == CUT || this == FLIPPED || this == TAMPERED;
  }

  boolean checksum() {
    return this == FLIPPED;
  }

  Encryption encryption(boolean special) {
    boolean on = this == TAMPERED || (special && this == PROTECTION_DIFFERS);
    return on ? Encryption.ON : Encryption.OFF;
  }

  String victimsToken() {
    return this == TOKEN_DIFFERS ? "a token that rank 2 alone knows" : TOKEN;
  }

  String victimsConfig() {
    return this == CONFIG_DIFFERS ? "the config of rank 2" : CONFIG;
  }

  /** Makes it happen in a group that runs. */
  void inject(FaultGroup group) throws Exception {
    switch (this) {
      case KILLED -> group.victim().close();
      case KILLED_ROOT -> group.rank(0).close();
      case FROZEN -> group.victim().signal("STOP");
      case FROZEN_ROOT -> group.rank(0).signal("STOP");
      case CUT -> group.relay().cut();
      case SLOW -> group.victim().tell("sleep 3000");
      case FAILED -> group.victim().tell("abort disk full");
      case LEFT -> group.victim().tell("leave");
      case KIND -> group.victim().tell("kind");
      case SIZE -> group.victim().tell("size");
      case FLIPPED, TAMPERED -> group.relay().flipBit();
      default -> throw new IllegalStateException(this + " is there before the group runs");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
