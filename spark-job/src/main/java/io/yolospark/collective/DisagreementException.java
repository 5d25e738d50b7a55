package io.yolospark.collective;

import java.io.IOException;

/** A caller that has proved to be of this run does not fit to this rank: the group cannot form. */
final class DisagreementException extends IOException {

  DisagreementException(String reason) {
    super(reason);
  }
}
