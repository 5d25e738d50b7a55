package io.yolospark.cli;

import io.yolospark.job.ExitCode;
import io.yolospark.job.RankFailedException;
import java.io.File;
import org.apache.spark.SparkUserAppException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Entry point of the application jar: one command per run. */
@Command(
    name = "yolospark",
    description = "Trains YOLOv9 object detectors on Spark clusters.",
    mixinStandardHelpOptions = true,
    version = "yolospark 0.1.0",
    subcommands = {
      TrainCommand.class,
      ValidateCommand.class,
      PlanCommand.class,
      ExportCommand.class,
      DatasetCommand.class,
      BenchmarkCommand.class
    })
public final class Main implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @picocli.CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs the command and ends the process with its exit code; see {@link ExitCode}. */
  public static void main(String[] args) throws SparkUserAppException {
    deleteAtExit(System.getProperty("yolospark.temporary"));
    int code = run(args);
    if ("yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"))) {
      // there the JVM is that of YARN's application master, which ends it and reports the code;
      // elsewhere a timer of Spark's barrier stages (SPARK-51450) would keep it for ever
      if (code != ExitCode.DONE.number()) {
        throw new SparkUserAppException(code);
      }
      return;
    }
    System.exit(code);
  }

  /**
   * The launcher's folder for temporary files, once those who put files there have deleted them.
   */
  private static void deleteAtExit(String folder) {
    if (folder != null) {
      new File(folder).deleteOnExit();
    }
  }

  static int run(String... args) {
    try {
      return commandLine().execute(args);
    } catch (Error e) {
      // not left to the thread: others would keep the process
      LOG.error("Unexpected failure", e);
      return ExitCode.UNEXPECTED.number();
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::report);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing");
  }

  private static int report(Exception failure, CommandLine command, ParseResult parsed) {
    ExitCode code = ExitCode.of(failure);
    if (code.explained()) {
      command.getErr().println(failure.getMessage());
      if (failure instanceof RankFailedException rank && LOG.isDebugEnabled()) {
        LOG.debug("{}", rank.failure().trace());
      }
    } else {
      LOG.error("Unexpected failure", failure);
    }
    return code.number();
  }
}
