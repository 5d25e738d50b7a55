package io.yolospark.job;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import io.yolospark.report.Event;
import io.yolospark.report.EventSink;
import io.yolospark.report.Figure;
import io.yolospark.report.Reading;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last reading of every rank as gauges of the driver, in Spark's metrics system: {@code
 * rank0.memory_used_bytes} and so on, one for each rank and {@link Figure}. They are there from the
 * first reading to the end of the run. The registry is static, because Spark creates the plugin
 * that gives it.
 */
final class RankGauges implements EventSink {

  /** How many ranks have gauges. */
  private static final String RANKS = "ranks";

  private record Key(int rank, Figure figure) {

    /** Letters, digits and underscores alone, so that no sink takes it for a path. */
    String metric() {
      return MetricRegistry.name("rank" + rank, figure.label().replaceAll("[^A-Za-z0-9]+", "_"));
    }
  }

  private static final AtomicReference<MetricRegistry> REGISTRY = new AtomicReference<>();
  private static final Map<Key, Double> VALUES = new ConcurrentHashMap<>();

  /** Takes the driver's registry, before Spark registers it: it passes over an empty one. */
  static void open(MetricRegistry registry) {
    registry.register(RANKS, (Gauge<Long>) RankGauges::ranks);
    REGISTRY.set(registry);
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Reading reading) {
      reading.figures().forEach((figure, value) -> show(new Key(reading.rank(), figure), value));
    }
  }

  /** Removes the gauges: the next run may have fewer ranks. */
  @Override
  public void close() {
    MetricRegistry registry = REGISTRY.get();
    if (registry != null) {
      registry.removeMatching(
          new MetricFilter() {
            @Override
            public boolean matches(String name, Metric metric) {
              return !name.equals(RANKS);
            }
          });
    }
    VALUES.clear();
  }

  private static void show(Key key, double value) {
    MetricRegistry registry = REGISTRY.get();
    if (VALUES.put(key, value) == null && registry != null) {
      registry.register(key.metric(), (Gauge<Double>) () -> VALUES.get(key));
    }
  }

  private static long ranks() {
    return VALUES.keySet().stream().mapToInt(Key::rank).distinct().count();
  }
}
