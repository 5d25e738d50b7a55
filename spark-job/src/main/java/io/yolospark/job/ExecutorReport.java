package io.yolospark.job;

import java.io.Serializable;
import java.util.List;

/**
 * What a rank found on its executor before anything runs there.
 *
 * @param host by which other machines reach it
 * @param gpus addresses of the GPUs that Spark gave it
 * @param problems what keeps it from running, each a line for the user
 */
record ExecutorReport(String host, String executorId, List<String> gpus, List<String> problems)
    implements Serializable {

  ExecutorReport {
    gpus = List.copyOf(gpus);
    problems = List.copyOf(problems);
  }
}
