package io.yolospark.job;

import static java.util.Objects.requireNonNull;

import io.yolospark.config.AllReduceConfig;
import java.io.Serializable;
import java.time.Duration;

/**
 * One barrier stage of ranks.
 *
 * @param id Spark's job group; shown in the UI, and what cancels the stage
 * @param description one line for the UI
 * @param worldSize number of ranks, at least 1
 * @param attempt how often the job was restarted before, from 0
 * @param formLimit longest time from submission until every rank has started and reached its peers
 * @param allReduce how the ranks exchange, and their longest wait for a peer
 * @param runLimit longest time of the whole stage
 */
public record RankStageSpec(
    String id,
    String description,
    int worldSize,
    int attempt,
    Duration formLimit,
    AllReduceConfig allReduce,
    Duration runLimit)
    implements Serializable {

  public RankStageSpec {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    if (worldSize < 1) {
      throw new IllegalArgumentException("World size must be at least 1: " + worldSize);
    }
    if (attempt < 0) {
      throw new IllegalArgumentException("Attempt must not be negative: " + attempt);
    }
    checkPositive("Form limit", formLimit);
    checkPositive("Peer limit", allReduce.timeout());
    checkPositive("Run limit", runLimit);
  }

  /** The same with other settings of the exchange. */
  RankStageSpec with(AllReduceConfig settings) {
    return new RankStageSpec(id, description, worldSize, attempt, formLimit, settings, runLimit);
  }

  private static void checkPositive(String name, Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive: " + limit);
    }
  }
}
