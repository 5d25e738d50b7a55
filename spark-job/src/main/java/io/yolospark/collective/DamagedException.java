package io.yolospark.collective;

import java.io.IOException;

/** What arrived is not what the peer sent. */
final class DamagedException extends IOException {

  DamagedException(String reason) {
    super(reason);
  }
}
