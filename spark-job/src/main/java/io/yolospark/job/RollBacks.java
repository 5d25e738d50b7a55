package io.yolospark.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.DivergencePolicy;
import io.yolospark.config.TrainConfig;
import io.yolospark.train.DivergedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often a run was rolled back after it had diverged, and how low its learning rate has become.
 * A file of the output folder keeps both, so that a rate once lowered is not raised by whoever goes
 * on with the run. Not thread-safe.
 */
final class RollBacks {

  static final String FILE = "roll-backs.json";

  /**
   * What the file holds.
   *
   * @param learningRateFactor product of the factors of all roll-backs
   * @param causes one sentence for each
   */
  private record State(double learningRateFactor, List<String> causes) {}

  private final TrainConfig config;
  private final OutputFolder output;
  private State state;

  /**
   * Those of the run in an output folder.
   *
   * @throws IOException if their file cannot be read
   */
  RollBacks(TrainConfig config, OutputFolder output) throws IOException {
    this.config = config;
    this.output = output;
    Optional<String> before = output.read(FILE);
    state =
        before.isPresent()
            ? new ObjectMapper().readValue(before.get(), State.class)
            : new State(1, List.of());
  }

  /** What all learning rates are multiplied by. */
  double learningRateFactor() {
    return state.learningRateFactor();
  }

  /** Why the run was rolled back, a sentence for each time, also by earlier drivers. */
  List<String> causes() {
    return state.causes();
  }

  /**
   * Takes note of a divergence that is followed by another attempt.
   *
   * @return the event, in one sentence
   * @throws DivergedException if none follows, with the reason and what to do
   * @throws IOException if it cannot be noted
   */
  String next(DivergedException failure) throws IOException {
    if (config.onDivergence() == DivergencePolicy.FAIL) {
      throw new DivergedException(
          failure.getMessage()
              + "; lower train.learning-rate or lengthen train.warm-up and start anew (--restart),"
              + " or go on from the last checkpoint with train.on-divergence: roll-back");
    }
    int most = config.rollBack().max();
    int times = state.causes().size() + 1;
    if (times > most) {
      throw new DivergedException(
          "%s, with learning rates times %s; all %d roll-backs are used up (train.roll-back.max): look at the data, or start anew (--restart) with a lower train.learning-rate"
              .formatted(failure.getMessage(), state.learningRateFactor(), most));
    }
    double factor = state.learningRateFactor() * config.rollBack().learningRateFactor();
    String cause =
        "%s; roll-back %d of at most %d, learning rates times %s from here on"
            .formatted(failure.getMessage(), times, most, factor);
    List<String> causes = new ArrayList<>(state.causes());
    causes.add(cause);
    state = new State(factor, List.copyOf(causes));
    output.write(
        FILE, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(state));
    return cause;
  }
}
