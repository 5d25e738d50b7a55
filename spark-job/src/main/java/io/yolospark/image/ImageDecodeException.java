package io.yolospark.image;

import java.io.Serial;

/**
 * The bytes of a file are not a whole image of a known format; the message names file and reason.
 */
public final class ImageDecodeException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String uri;
  private final String reason;

  ImageDecodeException(String uri, String reason) {
    super("Cannot decode image " + uri + ": " + reason);
    this.uri = uri;
    this.reason = reason;
  }

  /** The image file. */
  public String uri() {
    return uri;
  }

  /** What is wrong with it. */
  public String reason() {
    return reason;
  }
}
