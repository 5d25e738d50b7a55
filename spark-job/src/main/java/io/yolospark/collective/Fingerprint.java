package io.yolospark.collective;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What has to be the same on every rank, as digests. Each rank takes them from what it holds
 * itself; a group whose ranks differ does not form.
 *
 * @param config SHA-256 of the config, in hexadecimal
 * @param model SHA-256 of the model's structure, in hexadecimal
 */
public record Fingerprint(String config, String model) {

  static final int DIGEST_BYTES = 32;
  private static final int SHOWN = 12;

  public Fingerprint {
    requireDigest(config);
    requireDigest(model);
  }

  /** The digests of two texts. */
  public static Fingerprint of(String config, String model) {
    return new Fingerprint(digest(config), digest(model));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(config + model);
  }

  static Fingerprint decode(byte[] bytes) {
    String digits = HexFormat.of().formatHex(bytes);
    return new Fingerprint(
        digits.substring(0, 2 * DIGEST_BYTES), digits.substring(2 * DIGEST_BYTES));
  }

  /** What differs between two ranks, or an empty text. */
  static String difference(int rank, Fingerprint own, int peer, Fingerprint other) {
    if (!own.config.equals(other.config)) {
      return compare("config", rank, own.config, peer, other.config);
    }
    return own.model.equals(other.model)
        ? ""
        : compare("model", rank, own.model, peer, other.model);
  }

  private static String compare(String what, int rank, String own, int peer, String other) {
    return String.format(
        "ranks disagree on the %s: rank %d has %s…, rank %d has %s… (SHA-256)",
        what, rank, own.substring(0, SHOWN), peer, other.substring(0, SHOWN));
  }

  private static void requireDigest(String digits) {
    if (digits.length() != 2 * DIGEST_BYTES) {
      throw new IllegalArgumentException("Not a SHA-256 digest in hexadecimal: " + digits);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
