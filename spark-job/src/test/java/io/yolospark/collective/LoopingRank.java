package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A rank as a process of its own: prints its address, reads all addresses, and all-reduces until
 * that fails; prints "running" after some rounds and the failure at the end.
 */
final class LoopingRank {

  private LoopingRank() {}

  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1")) {
      System.out.println(endpoint.address());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      List<String> addresses = Arrays.asList(in.readLine().split(","));
      try (Collective group =
          endpoint.connect(
              rank, addresses, Ranks.TOKEN, AllReduceConfig.within(Duration.ofSeconds(60)))) {
        FloatBuffer buffer = FloatBuffer.allocate(500_000);
        double[] control = new double[3];
        for (int round = 0; true; round++) {
          group.allReduce(control);
          group.allReduce(buffer);
          if (round == 20) {
            System.out.println("running");
          }
        }
      } catch (CollectiveException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
