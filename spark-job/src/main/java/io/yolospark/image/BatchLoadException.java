package io.yolospark.image;

import java.io.Serial;

/** A batch could not be prepared; the message names loader, batch, reason and elapsed time. */
public final class BatchLoadException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  BatchLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
