package io.yolospark.collective;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens a connection between two ranks of the same run: protocol version, world size, who calls
 * whom and for what, and a proof by each side that it knows the run's token, which itself never
 * travels (HMAC-SHA256 over the greeting and the other side's challenge).
 */
final class Handshake {

  /** What a connection is for, with its code in the greeting. */
  enum Purpose {
    HUB(1),
    RING(2);

    private final int code;

    Purpose(int code) {
      this.code = code;
    }
  }

  /**
   * Who calls whom, and for what.
   *
   * @param caller rank that opened the connection
   * @param callee rank that listened
   */
  record Call(Purpose purpose, int caller, int callee) {}

  private static final long MAGIC = 0x796f6c6f73706172L;
  private static final int VERSION = 1;
  private static final int CHALLENGE_BYTES = 16;
  private static final int GREETING_BYTES = Long.BYTES + 5 * Integer.BYTES + CHALLENGE_BYTES;
  private static final int PROOF_BYTES = 32;
  private static final byte CALLER = 1;
  private static final byte CALLEE = 2;

  private final byte[] token;
  private final int worldSize;
  private final SecureRandom random = new SecureRandom();

  Handshake(byte[] token, int worldSize) {
    this.token = token.clone();
    this.worldSize = worldSize;
  }

  /** The caller's side; blocks until the callee has accepted, at most {@code limit} per answer. */
  void call(SocketChannel channel, Call call, Duration limit) throws IOException {
    DataInputStream in = input(channel, limit);
    DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
    byte[] greeting =
        ByteBuffer.allocate(GREETING_BYTES)
            .putLong(MAGIC)
            .putInt(VERSION)
            .putInt(worldSize)
            .putInt(call.purpose().code)
            .putInt(call.caller())
            .putInt(call.callee())
            .put(challenge())
            .array();
    out.write(greeting);
    requireAccepted(in);
    byte[] challenge = in.readNBytes(CHALLENGE_BYTES);
    byte[] proof = in.readNBytes(PROOF_BYTES);
    if (!MessageDigest.isEqual(proof, proof(CALLEE, greeting, challenge))) {
      throw new IOException("it does not know the token of this run");
    }
    out.write(proof(CALLER, greeting, challenge));
    requireAccepted(in);
  }

  /** The callee's side; throws if the caller is no rank of this run that may call this one. */
  Call answer(SocketChannel channel, int rank, Duration limit) throws IOException {
    DataInputStream in = input(channel, limit);
    DataOutputStream out = new DataOutputStream(channel.socket().getOutputStream());
    byte[] greeting = new byte[GREETING_BYTES];
    in.readFully(greeting);
    Call call;
    try {
      call = check(ByteBuffer.wrap(greeting), rank);
    } catch (IOException e) {
      out.writeUTF(e.getMessage());
      throw e;
    }
    byte[] challenge = challenge();
    out.writeUTF("");
    out.write(challenge);
    out.write(proof(CALLEE, greeting, challenge));
    byte[] proof = in.readNBytes(PROOF_BYTES);
    if (!MessageDigest.isEqual(proof, proof(CALLER, greeting, challenge))) {
      throw new IOException("it does not know the token of this run");
    }
    return call;
  }

  /** Ends the callee's side: the caller may use the connection. */
  void accept(SocketChannel channel) throws IOException {
    new DataOutputStream(channel.socket().getOutputStream()).writeUTF("");
  }

  private Call check(ByteBuffer greeting, int rank) throws IOException {
    if (greeting.getLong() != MAGIC) {
      throw new IOException("it does not speak this protocol");
    }
    int version = greeting.getInt();
    if (version != VERSION) {
      throw new IOException(
          String.format("protocol version %d, but rank %d has %d", version, rank, VERSION));
    }
    int size = greeting.getInt();
    if (size != worldSize) {
      throw new IOException(
          String.format("world size %d, but rank %d has %d", size, rank, worldSize));
    }
    int purpose = greeting.getInt();
    int caller = greeting.getInt();
    int callee = greeting.getInt();
    boolean hub = purpose == Purpose.HUB.code && rank == 0 && caller > 0 && caller < size;
    boolean ring = purpose == Purpose.RING.code && caller == Math.floorMod(rank - 1, worldSize);
    if (callee != rank || !(hub || ring)) {
      throw new IOException(
          String.format("a call of rank %d to rank %d reached rank %d", caller, callee, rank));
    }
    return new Call(hub ? Purpose.HUB : Purpose.RING, caller, callee);
  }

  private static DataInputStream input(SocketChannel channel, Duration limit) throws IOException {
    channel.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis())));
    return new DataInputStream(channel.socket().getInputStream());
  }

  private static void requireAccepted(DataInputStream in) throws IOException {
    String refusal = in.readUTF();
    if (!refusal.isEmpty()) {
      throw new IOException("it refuses: " + refusal);
    }
  }

  private byte[] challenge() {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    random.nextBytes(challenge);
    return challenge;
  }

  private byte[] proof(byte role, byte[] greeting, byte[] challenge) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token, mac.getAlgorithm()));
      mac.update(role);
      mac.update(greeting);
      return mac.doFinal(challenge);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }
}
