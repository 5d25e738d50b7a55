package io.yolospark.job;

import com.intel.analytics.bigdl.dllib.utils.Engine$;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;

/**
 * Where BigDL's calls of one rank run: it has the rank's task context, whichever thread asks for
 * the all-reduce, and gives calls that BigDL sets no time limit an end.
 */
final class BigDlThread implements AutoCloseable {

  private final ExecutorService thread;

  /** Starts the thread, and BigDL's own ones with as many threads as the task has cores. */
  BigDlThread(int rank, int ranks, TaskContext task) {
    String cores = Integer.toString(task.cpus());
    System.setProperty("bigdl.utils.Engine.defaultPoolSize", cores);
    System.setProperty("bigdl.Parameter.computePoolSize", cores);
    thread =
        Executors.newSingleThreadExecutor(
            run -> {
              Thread created =
                  new Thread(
                      () -> {
                        TaskContext$.MODULE$.setTaskContext(task);
                        Engine$.MODULE$.setNodeAndCore(ranks, task.cpus());
                        run.run();
                      },
                      "rank-" + rank + "-bigdl");
              created.setDaemon(true);
              return created;
            });
  }

  /**
   * Runs a call and waits for it.
   *
   * @throws TimeoutException if it takes longer
   * @throws ExecutionException with what it throws
   */
  <T> T call(Duration limit, Callable<T> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    Future<T> result = thread.submit(call);
    try {
      return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      result.cancel(true);
    }
  }

  /** Ends the thread once its present call has ended. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
