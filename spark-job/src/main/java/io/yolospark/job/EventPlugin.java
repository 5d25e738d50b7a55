package io.yolospark.job;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The channel of {@link RankEvents}; Spark creates it on the driver and on every executor where
 * {@code spark.plugins} names it. The application jar as primary resource is enough: executors
 * fetch it before they load plugins.
 */
public final class EventPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverSide();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorSide();
  }

  private static final class DriverSide implements DriverPlugin {
    @Override
    public void registerMetrics(String appId, PluginContext context) {
      RankGauges.open(context.metricRegistry());
    }

    /** Replies with the JDK's types alone: a reply of an application class kills the executor. */
    @Override
    public Object receive(Object message) {
      return EventRouter.accept(RankMessage.decode(message));
    }
  }

  private static final class ExecutorSide implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      RankEvents.open(context);
    }

    @Override
    public void shutdown() {
      RankEvents.shutdown();
    }
  }
}
