package io.yolospark.job;

import io.yolospark.collective.Collective;
import io.yolospark.collective.RankEndpoint;
import io.yolospark.config.AllReduceConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A rank of {@code benchmark all-reduce}, a process that obeys lines; see {@link
 * BenchmarkContender}. Ends when its input does, whatever it is doing.
 */
final class BenchmarkRank {

  /** For the group to be closed in good order, once the input has ended. */
  private static final long END_MILLIS = 2000;

  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private BenchmarkRank() {}

  /** Arguments: kind of work, host. */
  public static void main(String[] arguments) throws Exception {
    BenchmarkRank rank = new BenchmarkRank();
    Thread reader = new Thread(rank::read, "input");
    reader.setDaemon(true);
    reader.start();
    try {
      rank.run(BenchmarkWork.Kind.valueOf(arguments[0]), arguments[1]);
    } catch (Exception e) {
      System.out.println(e); // the last line explains the end
      System.exit(1);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(Optional.of(line));
      }
      lines.add(Optional.empty());
      Thread.sleep(END_MILLIS);
    } catch (IOException | InterruptedException e) {
      System.out.println(e);
    }
    Runtime.getRuntime().halt(1);
  }

  private void run(BenchmarkWork.Kind kind, String host) throws Exception {
    try (RankEndpoint endpoint = RankEndpoint.open(host)) {
      answer(endpoint.address());
      Optional<String> join = lines.take();
      if (join.isEmpty()) {
        return;
      }
      try (Collective group = join(endpoint, join.get().split(" "));
          BenchmarkWork work = kind.create(group, host)) {
        answer("ready");
        long bytes = 0;
        for (var line = lines.take(); line.isPresent(); line = lines.take()) {
          long[] numbers =
              Arrays.stream(line.get().split(" ")).mapToLong(Long::parseLong).toArray();
          if (numbers[0] != bytes) {
            bytes = numbers[0];
            work.resize(bytes);
          }
          answer(String.valueOf(nanos(group, work, numbers[1], numbers[2])));
        }
      }
    }
  }

  private static Collective join(RankEndpoint endpoint, String[] words) throws Exception {
    Base64.Decoder decoder = Base64.getDecoder();
    AllReduceConfig settings = Serialized.read(words[2], AllReduceConfig.class);
    List<String> addresses = List.of(words).subList(3, words.length);
    return endpoint.connect(
        Integer.parseInt(words[0]), addresses, decoder.decode(words[1]), settings);
  }

  private static long nanos(Collective group, BenchmarkWork work, long batches, long operations)
      throws IOException {
    long nanos = 0;
    for (long batch = 0; batch < batches; batch++) {
      work.refresh();
      group.barrier();
      long start = System.nanoTime();
      for (long i = 0; i < operations; i++) {
        work.run();
      }
      nanos += System.nanoTime() - start;
    }
    return nanos;
  }

  private static void answer(String text) {
    System.out.println("answer " + text);
  }
}
