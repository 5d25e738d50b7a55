package io.yolospark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SgdTest {

  private static final double DECAY = 0.05;
  private static final List<Rates> STEPS =
      List.of(
          new Rates(0.1, 0.01, 0.8),
          new Rates(0.09, 0.02, 0.82),
          new Rates(0.05, 0.03, 0.9),
          new Rates(0.01, 0.01, 0.937),
          new Rates(0.001, 0.002, 0.937));

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, double[]> buffers = new HashMap<>();

  @Test
  void isNesterovInPyTorchFormWithDecayOnWeightsAlone() {
    try (NDManager manager = NDManager.newBaseManager();
        FlatParameters parameters = FlatParameters.initial(manager, SmallModel.PARAMETERS, 3);
        Sgd sgd = new Sgd(parameters, DECAY)) {
      parameters.forEach((name, tensor) -> values.put(name, doubles(tensor)));
      double[] statistics = doubles(parameters.statistics().toFloatArray());
      for (Rates rates : STEPS) {
        List<NDArray> gradients = new ArrayList<>();
        for (SegmentLayout layout : parameters.layouts()) {
          gradients.add(manager.create(expect(layout, rates)));
        }
        sgd.step(gradients, rates);
        parameters.forEach(
            (name, tensor) ->
                assertThat(doubles(tensor))
                    .as(name)
                    .containsExactly(values.get(name), within(1e-6)));
      }
      assertThat(doubles(parameters.statistics().toFloatArray())).isEqualTo(statistics);
    }
  }

  /** Draws a gradient for the segment and carries out the step in double precision. */
  private float[] expect(SegmentLayout layout, Rates rates) {
    float[] flat = new float[layout.size()];
    int position = 0;
    for (ModelParameter parameter : layout.parameters()) {
      double[] value = values.get(parameter.name());
      double[] buffer = buffers.computeIfAbsent(parameter.name(), key -> new double[value.length]);
      double rate = parameter.role() == Role.BIAS ? rates.bias() : rates.other();
      double decay = parameter.role() == Role.WEIGHT ? DECAY : 0;
      for (int i = 0; i < value.length; i++) {
        flat[position] = (float) random.nextDouble(-1, 1);
        double gradient = flat[position++] + decay * value[i];
        buffer[i] = rates.momentum() * buffer[i] + gradient;
        value[i] -= rate * (gradient + rates.momentum() * buffer[i]);
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
