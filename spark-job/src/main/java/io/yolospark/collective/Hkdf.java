package io.yolospark.collective;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, and keys derived with it (HKDF, RFC 5869). */
final class Hkdf {

  static final int BYTES = 32;

  private Hkdf() {}

  /** A key that is as good as random, from one that need not be uniform. */
  static byte[] extract(byte[] salt, byte[] key) {
    return mac(salt, key);
  }

  /** The first (and here only) block of the key for one use of an extracted key. */
  static byte[] expand(byte[] key, byte[] use) {
    return mac(key, use, new byte[] {1});
  }

  static byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }
}
