package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class HostDiscoveryTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "SHARED_MEMORY"})
  void noFileIsLeftOnceTheGroupHasFormed(Transport transport) throws Exception {
    List<Integer> files =
        run(
            3,
            rank -> settings(transport, folder),
            group -> {
              float sum = sum(group);
              group.barrier();
              assertThat(sum).isEqualTo(3);
              try (Stream<Path> left = Files.list(folder)) {
                return (int) left.count();
              }
            });
    assertThat(files).containsOnly(0);
  }

  @Test
  void ranksOfDifferentHostsAreRefusedWhereSharedMemoryIsDemanded() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    List<String> messages =
        Ranks.messages(
            Ranks.start(
                3,
                rank -> settings(Transport.SHARED_MEMORY, rank == 1 ? other : folder),
                HostDiscoveryTest::sum),
            Duration.ofSeconds(10));
    for (int rank = 0; rank < 3; rank++) {
      assertThat(messages.get(rank))
          .contains("rank " + rank + " of 3: Cannot reduce by all-reduce.transport: shared-memory")
          .contains("ranks [[0, 2], [1]] share no memory")
          .contains("accepted then: auto or tcp");
    }
  }

  @Test
  void rankThatCannotCreateItsFileTakesPartByTcp() throws Exception {
    Path missing = folder.resolve("missing");
    List<Float> sums =
        run(
            3,
            rank -> settings(Transport.AUTO, rank == 0 ? missing : folder),
            HostDiscoveryTest::sum);
    assertThat(sums).containsOnly(3f);
  }

  @Test
  void ranksShareAHostOnlyIfAllOfThemSeeEachOther() {
    byte[][] views = {
      HostDiscovery.encode(List.of(0, 1, 2)),
      HostDiscovery.encode(List.of(0, 1)),
      HostDiscovery.encode(List.of(0, 1, 2, 4)),
      HostDiscovery.encode(List.of(3)),
      HostDiscovery.encode(List.of(2, 4))
    };
    List<List<Integer>> hosts = HostDiscovery.group(views);
    assertThat(hosts).containsExactly(List.of(0, 1), List.of(2, 4), List.of(3));
    Placement placement = new Placement(hosts, null);
    assertThat(placement.leaders()).containsExactly(0, 2, 3);
    assertThat(placement.hostOfRank()).containsExactly(0, 0, 1, 2, 1);
  }

  private static AllReduceConfig settings(Transport transport, Path folder) {
    return AllReduceConfig.within(Ranks.LIMIT).by(transport).sharingIn(folder.toString());
  }

  private static float sum(Collective group) {
    FloatBuffer buffer = FloatBuffer.allocate(100_000).put(77_777, 1f);
    group.allReduce(buffer);
    return buffer.get(77_777);
  }

  private static <T> List<T> run(int worldSize, Ranks.Settings settings, Ranks.Body<T> body)
      throws Exception {
    List<Future<T>> futures = Ranks.start(worldSize, settings, body);
    List<String> failures = Ranks.messages(futures, Duration.ofSeconds(20));
    assertThat(failures).containsOnlyNulls();
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get());
    }
    return results;
  }
}
