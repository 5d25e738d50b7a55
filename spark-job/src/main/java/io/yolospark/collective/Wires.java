package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import java.util.HashMap;
import java.util.Map;

/** How the sums of a group travel, and what is owed from one to the next. For one thread. */
final class Wires {

  private final Wire exact = new Wire(new ExactCodec(), null, 0);
  private final Wire rounded;
  private final boolean feedback;
  private final Map<String, ErrorFeedback> owed = new HashMap<>();

  Wires(AllReduceConfig settings) {
    rounded = new Wire(Codec.of(settings.wire()), null, 0);
    feedback = settings.errorFeedback() && !rounded.codec().exact();
  }

  /** For sums whose terms travel as they are. */
  Wire exact() {
    return exact;
  }

  /** For sums whose terms travel as the settings say. */
  Wire rounded() {
    return rounded;
  }

  /** The same for a sum that comes again and again. */
  Wire rounded(String part, int size) {
    if (!feedback) {
      return rounded;
    }
    ErrorFeedback found = owed.computeIfAbsent(part, name -> new ErrorFeedback(size));
    if (found.size() != size) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot reduce %s: it had %d elements, now it has %d", part, found.size(), size));
    }
    return new Wire(rounded.codec(), found, 0);
  }
}
