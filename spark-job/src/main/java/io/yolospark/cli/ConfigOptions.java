package io.yolospark.cli;

import io.yolospark.collective.TransportProviders;
import io.yolospark.config.ConfigLoader;
import io.yolospark.config.JobConfig;
import io.yolospark.job.HadoopTextSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The options that name the job config. */
final class ConfigOptions {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Job config (YAML): a file or any Hadoop URI.")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the config, such as train.epochs=5; repeatable.")
  private final List<String> overrides = new ArrayList<>();

  /**
   * Reads the config.
   *
   * @throws io.yolospark.config.ConfigException naming every mistake in it, or what this build
   *     lacks
   */
  JobConfig load(Configuration hadoop) {
    JobConfig config = new ConfigLoader(new HadoopTextSource(hadoop)).load(file, overrides);
    TransportProviders.require(config.allReduce().transport());
    return config;
  }
}
