package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Bus bandwidth of BigDL's all-reduce beside ours, between two executors in turns, for the gradient
 * of yolov9-t. Prints a table; {@code -Dit.test=BigDlBenchmark} runs it.
 */
@ExtendWith(TestCluster.class)
class BigDlBenchmark {

  private static final int ELEMENTS = 3_670_016; // 14.7 MB
  private static final int WARM_UP = 5;
  private static final int OPERATIONS = 15;
  private static final int ROUNDS = 5;

  @Test
  void printTable() throws Exception {
    JavaSparkContext spark = TestCluster.context();
    ClusterPreflight.check(spark, TestCluster.config(TestCluster.RANKS));
    Map<Transport, double[]> figures = new EnumMap<>(Transport.class);
    for (int round = 0; round < ROUNDS; round++) {
      for (Transport transport : new Transport[] {Transport.TCP, Transport.BIGDL}) {
        figures.computeIfAbsent(transport, any -> new double[ROUNDS])[round] =
            bandwidth(spark, transport);
      }
    }
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ratios[round] = figures.get(Transport.TCP)[round] / figures.get(Transport.BIGDL)[round];
    }
    figures.forEach(
        (transport, each) ->
            System.out.printf(
                "%-6s %.3f GB/s bus bandwidth (%.3f to %.3f)%n",
                transport, median(each), each[0], each[ROUNDS - 1]));
    System.out.printf(
        "tcp is %.2f times as fast as bigdl (%.2f to %.2f)%n",
        median(ratios), ratios[0], ratios[ROUNDS - 1]);
  }

  private static double bandwidth(JavaSparkContext spark, Transport transport) throws Exception {
    RankStageSpec spec =
        new RankStageSpec(
            "benchmark",
            "benchmark " + transport,
            TestCluster.RANKS,
            0,
            Duration.ofSeconds(40),
            AllReduceConfig.within(Duration.ofSeconds(30)).by(transport),
            Duration.ofSeconds(120));
    double seconds = RankStage.run(spark, spec, context -> seconds(context.collective())).get(0);
    double share = 2.0 * (TestCluster.RANKS - 1) / TestCluster.RANKS;
    return (double) ELEMENTS * Float.BYTES / seconds * share / 1e9;
  }

  private static double seconds(Collective collective) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(ELEMENTS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    double[] seconds = new double[OPERATIONS];
    for (int operation = -WARM_UP; operation < OPERATIONS; operation++) {
      collective.barrier();
      long start = System.nanoTime();
      collective.allReduce(buffer);
      if (operation >= 0) {
        seconds[operation] = (System.nanoTime() - start) / 1e9;
      }
    }
    return median(seconds);
  }

  /** Sorts them, too. */
  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
