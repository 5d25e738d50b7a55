package io.yolospark.report;

import java.io.Serializable;
import java.util.Map;

/**
 * Something a rank, or the driver, has to tell. Epochs and steps count from 0, as in the files of
 * the reference; what people read on a console counts from 1.
 */
public sealed interface Event
    permits StepProgress, EpochResult, Reading, CheckpointWritten, Notice {

  /**
   * The event in classes of the JDK alone (a map), which is what may cross the Spark plugin:
   * application classes in a message are not visible to its class loader.
   */
  Serializable encode();

  /**
   * Inverse of {@link #encode}.
   *
   * @throws IllegalArgumentException if it is no event, naming the field that is wrong
   */
  static Event decode(Object encoded) {
    if (!(encoded instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("Cannot read event: " + encoded + " is no map");
    }
    EventFields fields = new EventFields(map);
    String type = fields.text(EventFields.TYPE);
    return switch (type) {
      case StepProgress.TYPE -> StepProgress.decode(fields);
      case EpochResult.TYPE -> EpochResult.decode(fields);
      case Reading.TYPE -> Reading.decode(fields);
      case CheckpointWritten.TYPE -> CheckpointWritten.decode(fields);
      case Notice.TYPE -> Notice.decode(fields);
      default -> throw new IllegalArgumentException("Cannot read event of type " + type);
    };
  }
}
