package io.yolospark.cli;

import io.yolospark.model.TensorType;
import io.yolospark.train.ModelExport;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description =
        "Writes a model folder again, with safetensors under the official names: in another type, without the auxiliary branch, or fused.")
final class ExportCommand implements Callable<Integer> {

  private static final Map<String, TensorType> TYPES =
      Map.of("fp32", TensorType.F32, "fp16", TensorType.F16, "bf16", TensorType.BF16);

  @Option(
      names = "--model",
      required = true,
      description = "Model folder, such as best of a run: any Hadoop FileSystem URI.")
  private String model;

  @Option(names = "--to", required = true, description = "Folder to make.")
  private String to;

  @Option(
      names = "--type",
      defaultValue = "fp32",
      description = "Of the weights: fp32, fp16 or bf16. Default: ${DEFAULT-VALUE}.")
  private String type;

  @Option(
      names = "--main-branch",
      description =
          "Leave out the auxiliary branch: a yolov9 model becomes its gelan counterpart, with the same detections.")
  private boolean mainBranch;

  @Option(
      names = "--fuse",
      description =
          "Fold BatchNorms into their convolutions: faster detection, no further training.")
  private boolean fuse;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    TensorType tensorType = TYPES.get(type);
    if (tensorType == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--type: \"" + type + "\"; accepted: fp32, fp16, bf16");
    }
    ModelExport export = new ModelExport(tensorType, mainBranch, fuse);
    spec.commandLine().getOut().println(export.run(model, to, new Configuration()));
    return 0;
  }
}
