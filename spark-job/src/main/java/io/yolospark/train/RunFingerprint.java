package io.yolospark.train;

import io.yolospark.collective.Fingerprint;
import io.yolospark.config.ConfigWriter;
import io.yolospark.config.JobConfig;
import io.yolospark.model.ModelParameter;
import io.yolospark.model.YoloBlock;
import java.util.stream.Collectors;

/** What the ranks of a training run have to agree on before they exchange anything. */
public final class RunFingerprint {

  private RunFingerprint() {}

  /**
   * The config as this rank has it, and the model as this rank's code builds it: names, shapes,
   * segments and roles of all parameters, in the order in which gradients are exchanged.
   */
  public static Fingerprint of(JobConfig config) {
    YoloBlock block = new YoloBlock(config.model().variant(), config.classNames().size());
    String model =
        block.modelParameters().stream()
            .map(RunFingerprint::describe)
            .collect(Collectors.joining("\n"));
    return Fingerprint.of(ConfigWriter.write(config), model);
  }

  private static String describe(ModelParameter parameter) {
    return String.join(
        " ",
        parameter.name(),
        parameter.shape().toString(),
        parameter.segment(),
        parameter.role().name());
  }
}
