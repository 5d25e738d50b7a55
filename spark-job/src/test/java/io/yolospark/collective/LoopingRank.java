package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import io.yolospark.config.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A rank as a process of its own: prints its address, reads all addresses as this rank shall see
 * them, and all-reduces until that fails. Prints "running" after some rounds and how it ended; does
 * meanwhile what it reads: {@code sleep MILLIS}, {@code abort REASON}, {@code leave}, {@code kind}
 * (another operation than the others), {@code size} (another size).
 *
 * <p>Arguments: rank, time limit and stall warning in milliseconds, transport, checksum,
 * encryption, token, config, streams.
 */
final class LoopingRank {

  private static final int FLOATS = 500_000;

  private final Collective group;
  private final AtomicReference<String> order = new AtomicReference<>("");

  private LoopingRank(Collective group) {
    this.group = group;
  }

  public static void main(String[] arguments) throws Exception {
    int rank = Integer.parseInt(arguments[0]);
    AllReduceConfig settings =
        AllReduceConfig.within(millis(arguments[1]))
            .withStallWarning(millis(arguments[2]))
            .by(Transport.valueOf(arguments[3]))
            .withChecksum(Boolean.parseBoolean(arguments[4]))
            .withEncryption(Encryption.valueOf(arguments[5]))
            .withStreams(Integer.parseInt(arguments[8]));
    byte[] token = arguments[6].getBytes(StandardCharsets.UTF_8);
    Fingerprint fingerprint = Fingerprint.of(arguments[7], "");
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1")) {
      System.out.println(endpoint.address());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      List<String> addresses = Arrays.asList(in.readLine().split(","));
      try (Collective group = endpoint.connect(rank, addresses, token, fingerprint, settings)) {
        LoopingRank looping = new LoopingRank(group);
        Thread listener = new Thread(() -> looping.obey(in), "orders");
        listener.setDaemon(true);
        listener.start();
        looping.loop();
        System.out.println("end: left");
      }
    } catch (CollectiveException e) {
      System.out.println("end: " + e.getMessage());
    }
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }

  private void obey(BufferedReader in) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("abort ")) {
          group.abort(line.substring("abort ".length()));
        } else {
          order.set(line);
        }
      }
    } catch (IOException e) {
      System.out.println("cannot read orders: " + e.getMessage());
    }
  }

  private void loop() throws InterruptedException {
    FloatBuffer buffer = FloatBuffer.allocate(FLOATS);
    double[] control = new double[3];
    for (int round = 0; true; round++) {
      group.at("round " + round);
      String[] words = order.getAndSet("").split(" ");
      switch (words[0]) {
        case "sleep" -> {
          Thread.sleep(Long.parseLong(words[1]));
          group.allReduce(control);
        }
        case "kind" -> group.barrier();
        case "size" -> {
          group.allReduce(control);
          group.allReduce(FloatBuffer.allocate(FLOATS / 2));
        }
        case "leave" -> {
          return;
        }
        default -> group.allReduce(control);
      }
      group.allReduce(buffer);
      if (round == 2) {
        System.out.println("running");
      }
    }
  }
}
