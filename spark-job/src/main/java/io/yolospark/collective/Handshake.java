package io.yolospark.collective;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Opens a connection between two ranks of the same run: the caller's {@link Greeting}, then a proof
 * by each side that it knows the run's token, which itself never travels (HMAC-SHA256 over the
 * greeting and the other side's challenge). What ranks of a run have to agree on is compared after
 * the proof, so that no stranger learns it. Thread-safe.
 */
final class Handshake {

  static final int PROOF_BYTES = Hkdf.BYTES;
  private static final String WRONG_TOKEN = "it does not know the token of this run";
  private static final byte[] CALLER = {1};
  private static final byte[] CALLEE = {2};

  private final byte[] token;
  private final Agreement agreement;
  private final SecureRandom random = new SecureRandom();

  Handshake(byte[] token, Agreement agreement) {
    this.token = token.clone();
    this.agreement = agreement;
  }

  int worldSize() {
    return agreement.worldSize();
  }

  /** The caller's side, on a blocking channel; returns when the callee has accepted. */
  Connection call(SocketChannel channel, Call call, Deadline deadline) throws IOException {
    HandshakeInput in = new HandshakeInput(channel, deadline);
    byte[] greeting = Greeting.of(agreement, call, challenge()).encode();
    channel.socket().getOutputStream().write(greeting);
    in.requireAccepted();
    byte[] challenge = in.read(Greeting.CHALLENGE_BYTES);
    if (!MessageDigest.isEqual(in.read(PROOF_BYTES), proof(CALLEE, greeting, challenge))) {
      throw new RefusedException(WRONG_TOKEN);
    }
    channel.socket().getOutputStream().write(proof(CALLER, greeting, challenge));
    in.requireAccepted();
    return new Connection(channel, call, secret(greeting, challenge), true);
  }

  /**
   * What the callee makes of a greeting.
   *
   * @param reply to be sent; the caller's proof comes next
   */
  record Answer(byte[] greeting, byte[] challenge, byte[] reply) {}

  /** The callee's side, once the greeting is there. */
  Answer answer(byte[] greeting, int rank) throws RefusedException {
    Greeting.decode(greeting).requireProtocol(rank);
    byte[] challenge = challenge();
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    reply.writeBytes(decision(""));
    reply.writeBytes(challenge);
    reply.writeBytes(proof(CALLEE, greeting, challenge));
    return new Answer(greeting, challenge, reply.toByteArray());
  }

  /**
   * The callee's side, once the caller's proof is there; {@link #decision} tells the caller.
   *
   * @throws RefusedException if the caller is no rank of this run
   * @throws DisagreementException if it is, and the two do not fit together
   */
  Connection verify(Answer answer, byte[] proof, SocketChannel channel, int rank)
      throws RefusedException, DisagreementException {
    byte[] greeting = answer.greeting();
    if (!MessageDigest.isEqual(proof, proof(CALLER, greeting, answer.challenge()))) {
      throw new RefusedException(WRONG_TOKEN);
    }
    Call call;
    try {
      call = Greeting.decode(greeting).check(rank, agreement);
    } catch (RefusedException e) {
      throw new DisagreementException(e.getMessage());
    }
    return new Connection(channel, call, secret(greeting, answer.challenge()), false);
  }

  /** Tells the caller that it is accepted (an empty reason), or why not. */
  static byte[] decision(String reason) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new DataOutputStream(bytes).writeUTF(reason);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] challenge() {
    byte[] challenge = new byte[Greeting.CHALLENGE_BYTES];
    random.nextBytes(challenge);
    return challenge;
  }

  private byte[] proof(byte[] role, byte[] greeting, byte[] challenge) {
    return Hkdf.mac(token, role, greeting, challenge);
  }

  private byte[] secret(byte[] greeting, byte[] challenge) {
    // the hash of the greeting is a salt of fixed length; the caller's challenge is in the greeting
    return Hkdf.extract(Hkdf.mac(challenge, greeting), token);
  }
}
