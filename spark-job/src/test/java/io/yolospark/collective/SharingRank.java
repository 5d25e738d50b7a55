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
 * A rank as a process of its own: prints its address, reads all addresses, and all-reduces in
 * shared memory until that fails; prints "running" after some rounds and the failure at the end.
 * Arguments: rank, folder of the shared files, time limit in seconds.
 */
final class SharingRank {

  private SharingRank() {}

  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    Duration limit = Duration.ofSeconds(Long.parseLong(arguments[2]));
    AllReduceConfig settings = AllReduceConfig.within(limit).sharingIn(arguments[1]);
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1")) {
      System.out.println(endpoint.address());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      List<String> addresses = Arrays.asList(in.readLine().split(","));
      try (Collective group = endpoint.connect(rank, addresses, Ranks.TOKEN, settings)) {
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
