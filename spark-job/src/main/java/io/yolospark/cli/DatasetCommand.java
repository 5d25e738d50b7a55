package io.yolospark.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "dataset",
    description = "Checks, shows or draws a dataset.",
    subcommands = {
      DatasetCheckCommand.class,
      DatasetPreviewCommand.class,
      DatasetSynthCommand.class
    })
final class DatasetCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "A subcommand is missing: check, preview or synth");
  }
}
