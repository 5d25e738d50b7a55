package io.yolospark.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "benchmark",
    description = "Figures of the machine at hand.",
    subcommands = {
      BenchmarkAllReduceCommand.class,
      BenchmarkDataCommand.class,
      BenchmarkStepCommand.class
    })
final class BenchmarkCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "A subcommand is missing: all-reduce, data or step");
  }
}
