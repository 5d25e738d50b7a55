package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.device.Compute;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every rule beside its formulas in double precision, scalar by scalar. */
class OptimizerTest {

  @BeforeAll
  static void startEngine() {
    Compute.start(1);
  }

  private static final double DECAY = 0.05;
  private static final double BETA = 0.9;
  private static final List<Rates> STEPS =
      List.of(
          new Rates(0.1, 0.01, 0.8),
          new Rates(0.09, 0.02, 0.82),
          new Rates(0.05, 0.03, 0.9),
          new Rates(0.01, 0.01, 0.937),
          new Rates(0.001, 0.002, 0.937));

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, double[][]> buffers = new HashMap<>();

  /** One step of one scalar; {@code state} holds its buffers. */
  private interface Formula {
    double next(
        double value,
        double gradient,
        double[] state,
        Rates rates,
        double rate,
        double decay,
        int step);
  }

  @Test
  void sgdIsNesterovInPyTorchForm() {
    check(
        new SgdRule(),
        (value, raw, state, rates, rate, decay, step) -> {
          double gradient = raw + decay * value;
          state[0] = rates.momentum() * state[0] + gradient;
          return value - rate * (gradient + rates.momentum() * state[0]);
        });
  }

  @Test
  void adamAddsTheDecayToTheGradient() {
    check(
        AdamRule.adam(BETA),
        (value, raw, state, rates, rate, decay, step) -> {
          double gradient = raw + decay * value;
          state[0] = BETA * state[0] + (1 - BETA) * gradient;
          state[1] = 0.999 * state[1] + 0.001 * gradient * gradient;
          double mean = state[0] / (1 - Math.pow(BETA, step));
          double variance = state[1] / (1 - Math.pow(0.999, step));
          return value - rate * mean / (Math.sqrt(variance) + 1e-8);
        });
  }

  @Test
  void adamWDecaysWeightsApartAndKeepsTheLargestVariance() {
    check(
        AdamRule.adamW(BETA),
        (value, gradient, state, rates, rate, decay, step) -> {
          state[0] = BETA * state[0] + (1 - BETA) * gradient;
          state[1] = 0.999 * state[1] + 0.001 * gradient * gradient;
          state[2] = Math.max(state[2], state[1]);
          double mean = state[0] / (1 - Math.pow(BETA, step));
          double variance = state[2] / (1 - Math.pow(0.999, step));
          return value * (1 - rate * decay) - rate * mean / (Math.sqrt(variance) + 1e-8);
        });
  }

  @Test
  void lionMovesByTheSign() {
    check(
        new LionRule(BETA),
        (value, gradient, state, rates, rate, decay, step) -> {
          double direction = Math.signum(BETA * state[0] + (1 - BETA) * gradient);
          state[0] = 0.99 * state[0] + 0.01 * gradient;
          return value * (1 - rate * decay) - rate * direction;
        });
  }

  /** The largest variance matters once gradients shrink. */
  @Test
  void theLargestVarianceOutlivesLargeGradients() {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters parameters = FlatParameters.initial(manager, SmallModel.PARAMETERS, 3);
        Optimizer optimizer = new Optimizer(parameters, AdamRule.adamW(BETA), 0)) {
      for (float size : new float[] {10, 0, 0}) {
        List<NDArray> gradients =
            parameters.leaves().stream().map(leaf -> leaf.zerosLike().addi(size)).toList();
        optimizer.step(gradients, STEPS.get(0));
      }
      float[] largest = optimizer.buffers().get("largest-variance").get(0).toFloatArray();
      float[] last = optimizer.buffers().get("variance").get(0).toFloatArray();
      assertThat((double) largest[0]).isCloseTo(0.1, within(1e-6));
      assertThat((double) last[0]).isCloseTo(0.1 * 0.999 * 0.999, within(1e-6));
    }
  }

  private void check(UpdateRule rule, Formula formula) {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters parameters = FlatParameters.initial(manager, SmallModel.PARAMETERS, 3);
        Optimizer optimizer = new Optimizer(parameters, rule, DECAY)) {
      parameters.forEach((name, tensor) -> values.put(name, doubles(tensor)));
      double[] statistics = doubles(parameters.statistics().toFloatArray());
      for (int step = 1; step <= STEPS.size(); step++) {
        Rates rates = STEPS.get(step - 1);
        List<NDArray> gradients = new ArrayList<>();
        for (SegmentLayout layout : parameters.layouts()) {
          gradients.add(manager.create(expect(layout, formula, rates, step)));
        }
        optimizer.step(gradients, rates);
        parameters.forEach(
            (name, tensor) ->
                assertThat(doubles(tensor))
                    .as(name)
                    .containsExactly(values.get(name), within(2e-6)));
      }
      assertThat(doubles(parameters.statistics().toFloatArray())).isEqualTo(statistics);
      assertThat(optimizer.buffers()).containsOnlyKeys(rule.buffers());
    }
  }

  /** Draws a gradient for the segment and carries out the step in double precision. */
  private float[] expect(SegmentLayout layout, Formula formula, Rates rates, int step) {
    float[] flat = new float[layout.size()];
    int position = 0;
    for (ModelParameter parameter : layout.parameters()) {
      double[] value = values.get(parameter.name());
      double[][] state =
          buffers.computeIfAbsent(parameter.name(), key -> new double[value.length][3]);
      double rate = parameter.role() == Role.BIAS ? rates.bias() : rates.other();
      double decay = parameter.role() == Role.WEIGHT ? DECAY : 0;
      for (int i = 0; i < value.length; i++) {
        flat[position] = (float) random.nextDouble(-1, 1);
        double gradient = flat[position++];
        value[i] = formula.next(value[i], gradient, state[i], rates, rate, decay, step);
      }
    }
    return flat;
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }
}
