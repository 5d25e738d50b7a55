package io.yolospark.collective;

import java.io.IOException;

/** The other side of a new connection is no rank that may be there; another attempt is no use. */
final class RefusedException extends IOException {

  RefusedException(String reason) {
    super(reason);
  }
}
