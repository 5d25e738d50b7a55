package io.yolospark.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages of ranks to the stage they belong to and to the subscribers, on the driver.
 * Static, because Spark creates the plugin that receives them. Thread-safe.
 */
final class EventRouter {

  private static final Logger LOG = LoggerFactory.getLogger(EventRouter.class);

  private record Stage(StageWatch watch, StageControl control) {}

  private static final Map<String, Stage> STAGES = new ConcurrentHashMap<>();
  private static final List<Consumer<Object>> CONSUMERS = new CopyOnWriteArrayList<>();

  private EventRouter() {}

  static void open(String stage, StageWatch watch, StageControl control) {
    STAGES.put(stage, new Stage(watch, control));
  }

  static void close(String stage) {
    STAGES.remove(stage);
  }

  static RankEvents.Subscription subscribe(Consumer<Object> consumer) {
    CONSUMERS.add(consumer);
    return () -> CONSUMERS.remove(consumer);
  }

  /** Handles a message; the answer is of the JDK's types, null to those that need none. */
  static Object accept(RankMessage message) {
    Stage stage = STAGES.get(message.stage());
    if (stage == null) {
      LOG.debug("Dropped {} of rank {}: its stage has ended", message.kind(), message.rank());
      return null;
    }
    switch (message.kind()) {
      case FORMED -> {
        LOG.info("Rank {} has reached its peers: {}", message.rank(), message.payload());
        stage.watch().formed(message.rank());
      }
      case FAILED -> stage.watch().failed(message.failure());
      case EVENT -> publish(message);
      case FLUSH -> {}
      case STOP -> {
        return stage.control().stops();
      }
    }
    return null;
  }

  private static void publish(RankMessage message) {
    for (Consumer<Object> consumer : CONSUMERS) {
      try {
        consumer.accept(message.payload());
      } catch (RuntimeException e) {
        // one failing sink must cost neither the other sinks nor the run
        LOG.error("An event of rank {} was not handled", message.rank(), e);
      }
    }
  }
}
