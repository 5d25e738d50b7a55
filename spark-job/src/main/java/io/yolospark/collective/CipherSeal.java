package io.yolospark.collective;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D). The key serves one direction of one connection, and the nonce is
 * the number of the record: none is used twice, and a record that is left out, repeated or moved
 * does not open.
 */
final class CipherSeal implements Seal {

  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final SecretKeySpec key;
  private final Cipher cipher;
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
  private long records;

  CipherSeal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has AES-GCM", e);
    }
  }

  @Override
  public int overhead() {
    return TAG_BYTES;
  }

  @Override
  public void close(ByteBuffer content, ByteBuffer sealed) {
    try {
      start(Cipher.ENCRYPT_MODE);
      cipher.doFinal(content, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt record " + records, e);
    }
  }

  @Override
  public void open(ByteBuffer sealed, ByteBuffer content) throws DamagedException {
    int length = sealed.remaining() - TAG_BYTES;
    try {
      start(Cipher.DECRYPT_MODE);
      cipher.doFinal(sealed, content);
    } catch (AEADBadTagException e) {
      throw new DamagedException(
          String.format(
              "its data were changed on the way: chunk %d (%d bytes) fails authentication",
              records, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot decrypt record " + records, e);
    }
  }

  private void start(int mode) throws GeneralSecurityException {
    nonce.putLong(NONCE_BYTES - Long.BYTES, records++);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
  }
}
