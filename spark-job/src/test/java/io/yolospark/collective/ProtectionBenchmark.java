package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import io.yolospark.config.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What checksums and encryption cost: two ranks as threads of this JVM all-reduce over TCP with
 * each protection in turns. Prints medians and their ratio to no protection.
 */
final class ProtectionBenchmark {

  private static final int ROUNDS = 5;

  private ProtectionBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("| bytes | protection | ms | times as long |\n|---|---|---|---|");
    for (int bytes : new int[] {1 << 10, 1_000_000, 14_700_000}) {
      Map<Protection, List<Double>> times = new EnumMap<>(Protection.class);
      for (int round = 0; round <= ROUNDS; round++) {
        for (Protection protection : Protection.values()) {
          double millis = millis(bytes, protection);
          if (round > 0) { // the first warms up
            times.computeIfAbsent(protection, key -> new ArrayList<>()).add(millis);
          }
        }
      }
      for (Protection protection : Protection.values()) {
        System.out.printf(
            Locale.ROOT,
            "| %d | %s | %.3f | %.2f |%n",
            bytes,
            protection,
            median(times.get(protection)),
            median(times.get(protection)) / median(times.get(Protection.NONE)));
      }
    }
  }

  private static double millis(int bytes, Protection protection) throws Exception {
    AllReduceConfig settings =
        AllReduceConfig.within(Duration.ofSeconds(30))
            .by(Transport.TCP)
            .withChecksum(protection == Protection.CHECKSUM)
            .withEncryption(protection == Protection.ENCRYPTION ? Encryption.ON : Encryption.OFF);
    int repeats = Math.max(10, Math.min(2000, 200_000_000 / bytes));
    return Endpoints.run(
            2,
            settings,
            group -> {
              FloatBuffer buffer =
                  ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
              for (int i = 0; i < repeats / 4; i++) {
                group.allReduce(buffer);
              }
              long start = System.nanoTime();
              for (int i = 0; i < repeats; i++) {
                group.allReduce(buffer);
              }
              return (System.nanoTime() - start) / 1e6 / repeats;
            })
        .get(0);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
