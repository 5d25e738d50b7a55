package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ConfigLoader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums over several connections side by side. */
@Timeout(60)
class StreamsTest {

  /** Around one block of the ring, and so many blocks that all streams are busy. */
  private static final int[] SIZES = {4097, 65_536, 65_537, 200_003, 1_000_003};

  private static final Duration SHORT = Duration.ofSeconds(5);

  @ParameterizedTest
  @CsvSource({"2, 2", "2, 8", "3, 3", "4, 2", "5, 4"})
  void sumsHaveTheBitsOfOneStream(int ranks, int streams) throws Exception {
    for (String wire : List.of("fp32", "bf16")) {
      List<List<float[]>> one = sums(ranks, Layout.TCP, wire, 1);
      List<List<float[]>> several = sums(ranks, Layout.TCP, wire, streams);
      assertIdentical(several, one.get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({"LAST_APART, 3", "PAIRS, 5", "ALTERNATING, 4"})
  void sumsBetweenHostsDoToo(Layout layout, int ranks) throws Exception {
    List<List<float[]>> one = sums(ranks, layout, "fp32", 1);
    assertIdentical(sums(ranks, layout, "fp32", 3), one.get(0));
  }

  @Test
  void eachStreamIsAConnectionToTheNextRank() throws Exception {
    for (int streams : new int[] {1, 4}) {
      List<RankEndpoint> endpoints = Ranks.endpoints(2);
      List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
      int port = Address.parse(addresses.get(1)).getPort();
      AllReduceConfig settings = settings(0, 2, Layout.TCP, "fp32", streams);
      List<Future<Long>> ranks =
          Endpoints.start(
              endpoints,
              rank -> addresses,
              settings,
              group -> {
                group.barrier();
                long connections = connectionsAt(port);
                group.barrier();
                return connections;
              });
      for (Future<Long> rank : ranks) {
        assertThat(rank.get()).isEqualTo(streams);
      }
    }
  }

  @Test
  void ranksThatDifferNameBothSides() throws Exception {
    List<Future<Object>> ranks =
        Ranks.start(
            2,
            rank -> settings(rank, 2, Layout.TCP, "fp32", rank + 2),
            group -> {
              group.barrier();
              return null;
            });
    assertThat(Ranks.messages(ranks, SHORT))
        .allSatisfy(
            message ->
                assertThat(message)
                    .containsPattern(
                        "rank (1 has all-reduce.streams 3, but rank 0 has 2"
                            + "|0 has all-reduce.streams 2, but rank 1 has 3)"));
  }

  /** By rank, then by size. */
  private static List<List<float[]>> sums(int ranks, Layout layout, String wire, int streams)
      throws Exception {
    List<List<float[]>> sums = new ArrayList<>();
    List<Future<List<float[]>>> futures =
        Ranks.start(
            ranks,
            rank -> settings(rank, ranks, layout, wire, streams),
            group -> {
              Random random = new Random(group.rank());
              List<float[]> results = new ArrayList<>();
              for (int size : SIZES) {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                  values[i] = random.nextFloat() - 0.5f;
                }
                group.allReduce("of " + size, FloatBuffer.wrap(values));
                group.allReduce("of " + size, FloatBuffer.wrap(values));
                results.add(values);
              }
              return results;
            });
    for (Future<List<float[]>> future : futures) {
      sums.add(future.get());
    }
    return sums;
  }

  private static void assertIdentical(List<List<float[]>> sums, List<float[]> expected) {
    for (List<float[]> rank : sums) {
      for (int i = 0; i < SIZES.length; i++) {
        assertThat(Arrays.equals(rank.get(i), expected.get(i))).as("size %d", SIZES[i]).isTrue();
      }
    }
  }

  private static AllReduceConfig settings(
      int rank, int ranks, Layout layout, String wire, int streams) {
    AllReduceConfig wired =
        ConfigLoader.sections(List.of("all-reduce.wire=" + wire, "all-reduce.error-feedback=true"))
            .allReduce();
    AllReduceConfig placed = layout.settings(rank, ranks, Ranks.LIMIT);
    return wired
        .waiting(Ranks.LIMIT)
        .by(placed.transport())
        .sharingIn(placed.sharedFolder())
        .withStreams(streams);
  }

  /** Established connections whose near end is this port of 127.0.0.1. */
  private static long connectionsAt(int port) throws IOException {
    String near = String.format(Locale.ROOT, "0100007F:%04X", port);
    List<String> lines = new ArrayList<>();
    for (String file : List.of("tcp", "tcp6")) { // Java's sockets speak IPv6 where that is there
      lines.addAll(Files.readAllLines(Path.of("/proc/net", file)));
    }
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[1].endsWith(near) && words[3].equals("01"))
        .count();
  }
}
