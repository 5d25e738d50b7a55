package io.yolospark.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.yolospark.config.TrainConfig.EmaConfig;

/**
 * Exponential moving average of parameters and BatchNorm statistics: {@code v = d v + (1 - d)
 * model} with {@code d = decay (1 - exp(-updates / tau))} (specification, section 4.6). Not
 * thread-safe.
 */
final class Ema implements AutoCloseable {

  private final EmaConfig config;
  private final FlatParameters source;
  private final FlatParameters average;
  private long updates;

  /** An average that starts with the parameters. */
  Ema(NDManager manager, FlatParameters source, EmaConfig config) {
    this(source, config, source.copy(manager), 0);
  }

  private Ema(FlatParameters source, EmaConfig config, FlatParameters average, long updates) {
    this.config = config;
    this.source = source;
    this.average = average;
    this.updates = updates;
  }

  /** The average of a checkpoint. */
  static Ema of(CheckpointState state, NDManager manager, FlatParameters source, EmaConfig config) {
    return new Ema(
        source, config, source.copy(manager, state.average()), state.manifest().emaUpdates());
  }

  static double decay(EmaConfig config, long updates) {
    return config.decay() * (1 - Math.exp(-updates / config.tau()));
  }

  FlatParameters average() {
    return average;
  }

  long updates() {
    return updates;
  }

  void update() {
    updates++;
    float decay = (float) decay(config, updates);
    for (int i = 0; i < source.leaves().size(); i++) {
      blend(average.leaves().get(i), source.leaves().get(i), decay);
    }
    blend(average.statistics(), source.statistics(), decay);
  }

  private static void blend(NDArray average, NDArray value, float decay) {
    long[] cuts = Pieces.cuts(average.size());
    try (NDList averages = Pieces.of(average, cuts);
        NDList values = Pieces.of(value, cuts)) {
      for (int i = 0; i < averages.size(); i++) {
        try (NDArray fresh = values.get(i).mul(1 - decay)) {
          averages.get(i).muli(decay).addi(fresh);
        }
      }
    }
  }

  @Override
  public void close() {
    average.close();
  }
}
