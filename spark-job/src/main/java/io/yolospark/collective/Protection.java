package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What guards the bytes between two ranks. Codes are part of the protocol. */
enum Protection {
  /** TCP's own checksum. */
  NONE(0, "neither checksums nor encryption"),
  /** CRC32C of every record. */
  CHECKSUM(1, "checksums"),
  /** AES-GCM, whose tag also finds every flipped bit. */
  ENCRYPTION(2, "encryption");

  private final int code;
  private final String text;

  Protection(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** {@link Encryption#AUTO} counts as off: whoever knows what Spark demands has decided before. */
  static Protection of(AllReduceConfig settings) {
    if (settings.encryption() == Encryption.ON) {
      return ENCRYPTION;
    }
    return settings.checksum() ? CHECKSUM : NONE;
  }

  int code() {
    return code;
  }

  static String describe(int code) {
    return Arrays.stream(values())
        .filter(protection -> protection.code == code)
        .map(Protection::toString)
        .findAny()
        .orElse("protection " + code);
  }

  /** What the two ranks read and write instead of the connection itself. */
  ByteChannel guard(Connection connection) {
    SocketChannel channel = connection.channel();
    return switch (this) {
      case NONE -> channel;
      case CHECKSUM -> new RecordChannel(channel, new ChecksumSeal(), new ChecksumSeal());
      case ENCRYPTION -> {
        CipherSeal fromCaller = cipher(connection, "from caller");
        CipherSeal fromCallee = cipher(connection, "from callee");
        yield connection.dialled()
            ? new RecordChannel(channel, fromCaller, fromCallee)
            : new RecordChannel(channel, fromCallee, fromCaller);
      }
    };
  }

  private static CipherSeal cipher(Connection connection, String direction) {
    return new CipherSeal(
        Hkdf.expand(connection.secret(), direction.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return text;
  }
}
