package io.yolospark.collective;

import io.yolospark.collective.Call.Purpose;
import java.nio.ByteBuffer;

/**
 * The first bytes on a connection: what the caller is and what it wants. All of it enters the
 * proofs of both sides.
 *
 * @param purpose code of a {@link Purpose}, not yet checked
 */
record Greeting(
    long magic,
    int version,
    int worldSize,
    int streams,
    int protection,
    int purpose,
    int caller,
    int callee,
    int stream,
    Fingerprint fingerprint,
    byte[] challenge) {

  static final int CHALLENGE_BYTES = 16;
  static final int BYTES =
      Long.BYTES + 8 * Integer.BYTES + 2 * Fingerprint.DIGEST_BYTES + CHALLENGE_BYTES;
  static final int VERSION = 3;
  private static final long MAGIC = 0x796f6c6f73706172L;

  static Greeting of(Agreement agreement, Call call, byte[] challenge) {
    return new Greeting(
        MAGIC,
        VERSION,
        agreement.worldSize(),
        agreement.streams(),
        agreement.protection().code(),
        call.purpose().code(),
        call.caller(),
        call.callee(),
        call.stream(),
        agreement.fingerprint(),
        challenge);
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putLong(magic)
        .putInt(version)
        .putInt(worldSize)
        .putInt(streams)
        .putInt(protection)
        .putInt(purpose)
        .putInt(caller)
        .putInt(callee)
        .putInt(stream)
        .put(fingerprint.bytes())
        .put(challenge)
        .array();
  }

  static Greeting decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Greeting(
        buffer.getLong(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        Fingerprint.decode(take(buffer, 2 * Fingerprint.DIGEST_BYTES)),
        take(buffer, CHALLENGE_BYTES));
  }

  /** Whether what follows can be understood; all that is asked before the proof. */
  void requireProtocol(int rank) throws RefusedException {
    if (magic != MAGIC) {
      throw new RefusedException("it does not speak this protocol");
    }
    agree("protocol version", version, VERSION, rank);
  }

  /** The call, if it is one that {@code rank} expects and the two ranks agree. */
  Call check(int rank, Agreement own) throws RefusedException {
    int ranks = own.worldSize();
    agree("world size", worldSize, ranks, rank);
    agree("all-reduce.streams", streams, own.streams(), rank);
    if (protection != own.protection().code()) {
      throw new RefusedException(
          String.format(
              "rank %d has %s, but rank %d has %s",
              caller, Protection.describe(protection), rank, own.protection()));
    }
    String difference = Fingerprint.difference(rank, own.fingerprint(), caller, fingerprint);
    if (!difference.isEmpty()) {
      throw new RefusedException(difference);
    }
    boolean hub = purpose == Purpose.HUB.code() && rank == 0 && caller > 0 && caller < ranks;
    boolean ring = purpose == Purpose.RING.code() && caller == Math.floorMod(rank - 1, ranks);
    boolean leaders =
        purpose == Purpose.LEADERS.code() && caller >= 0 && caller < ranks && caller != rank;
    boolean numbered = stream >= 0 && stream < (hub ? 1 : own.streams());
    if (callee != rank || !numbered || !(hub || ring || leaders)) {
      throw new RefusedException(
          String.format("a call of rank %d to rank %d reached rank %d", caller, callee, rank));
    }
    Purpose known = hub ? Purpose.HUB : ring ? Purpose.RING : Purpose.LEADERS;
    return new Call(known, caller, callee, stream);
  }

  private void agree(String what, int theirs, int own, int rank) throws RefusedException {
    if (theirs != own) {
      throw new RefusedException(
          String.format("rank %d has %s %d, but rank %d has %d", caller, what, theirs, rank, own));
    }
  }

  private static byte[] take(ByteBuffer buffer, int count) {
    byte[] bytes = new byte[count];
    buffer.get(bytes);
    return bytes;
  }
}
