package io.yolospark.job;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.PluginContext;

/**
 * Events from the ranks to the driver, over Spark's plugin channel. An executor runs one rank, so
 * the sender is known without naming it. Thread-safe.
 */
public final class RankEvents {

  private record Sender(String stage, int rank) {}

  private static final AtomicReference<PluginContext> CHANNEL = new AtomicReference<>();
  private static final AtomicReference<Sender> SENDER = new AtomicReference<>();

  private RankEvents() {}

  /**
   * Sends an event to the driver's subscribers and returns without waiting. Events of one thread
   * arrive in the order sent, and all of them before {@link RankStage#run} returns.
   *
   * @param event of JDK types only (strings, boxed numbers, arrays, JDK collections of them)
   * @throws IllegalStateException outside a rank
   */
  public static void send(Serializable event) {
    send(RankMessage.Kind.EVENT, requireNonNull(event, "event"));
  }

  /**
   * Subscribes on the driver, until the subscription is closed. Events of all ranks arrive one
   * after the other on one Spark thread: return soon. Events of stages that have ended are dropped.
   */
  public static Subscription subscribe(Consumer<Object> consumer) {
    return EventRouter.subscribe(consumer);
  }

  /** Ends a subscription when closed; harmless to close twice. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  static void open(PluginContext channel) {
    CHANNEL.set(channel);
  }

  static void shutdown() {
    CHANNEL.set(null);
  }

  static void enter(String stage, int rank) {
    Sender sender = new Sender(stage, rank);
    Sender running = SENDER.compareAndExchange(null, sender);
    if (running != null) {
      throw new ClusterException(
          "Cannot start rank %d: rank %d still runs in this executor"
              .formatted(rank, running.rank()));
    }
  }

  static void leave() {
    SENDER.set(null);
  }

  static void send(RankMessage.Kind kind, Serializable payload) {
    try {
      channel().send(message(kind, payload));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send to the driver: " + kind, e);
    }
  }

  /**
   * Sends and waits until the driver has handled it and all before it, at most Spark's ask limit.
   *
   * @return the driver's answer, or null
   */
  static Object deliver(RankMessage.Kind kind, Serializable payload) throws Exception {
    return channel().ask(message(kind, payload));
  }

  private static Object message(RankMessage.Kind kind, Serializable payload) {
    Sender sender = SENDER.get();
    if (sender == null) {
      throw new IllegalStateException("Cannot send to the driver: no rank runs in this JVM");
    }
    return new RankMessage(sender.stage(), kind, sender.rank(), payload).encode();
  }

  private static PluginContext channel() {
    PluginContext channel = CHANNEL.get();
    if (channel == null) {
      throw new IllegalStateException(
          "Cannot send to the driver: start Spark with spark.plugins="
              + EventPlugin.class.getName());
    }
    return channel;
  }
}
