package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Layout.class)
class ExchangeTest {

  @Parameter private Layout layout;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void allGatherGivesEveryRankAllPayloadsByRank(int worldSize) throws Exception {
    List<byte[][]> results =
        Ranks.run(worldSize, layout, group -> group.allGather(payload(group.rank() * 1_000_000)));
    for (byte[][] payloads : results) {
      assertThat(payloads).hasNumberOfRows(worldSize);
      for (int rank = 0; rank < worldSize; rank++) {
        assertThat(Arrays.equals(payloads[rank], payload(rank * 1_000_000))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void broadcastGivesEveryRankTheBytesOfEachRoot(int worldSize) throws Exception {
    List<List<String>> results =
        Ranks.run(
            worldSize,
            layout,
            group -> {
              List<String> texts = new ArrayList<>();
              for (int root = 0; root < worldSize; root++) {
                byte[] own = ("from " + group.rank()).getBytes(StandardCharsets.UTF_8);
                byte[] bytes = group.broadcast(root, group.rank() == root ? own : null);
                texts.add(new String(bytes, StandardCharsets.UTF_8));
              }
              return texts;
            });
    for (List<String> texts : results) {
      for (int root = 0; root < worldSize; root++) {
        assertThat(texts.get(root)).isEqualTo("from " + root);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void bufferBroadcastFillsEveryRanksBufferBetweenPositionAndLimit(int worldSize) throws Exception {
    int size = 3_000_017;
    List<byte[]> results =
        Ranks.run(
            worldSize,
            layout,
            group -> {
              int root = worldSize - 1;
              ByteBuffer buffer =
                  group.rank() % 2 == 0
                      ? ByteBuffer.allocateDirect(size + 2)
                      : ByteBuffer.allocate(size + 2);
              if (group.rank() == root) {
                buffer.put(1, payload(size));
              }
              buffer.position(1).limit(size + 1);
              group.broadcast(root, buffer);
              assertThat(buffer.position()).isEqualTo(1);
              assertThat(buffer.limit()).isEqualTo(size + 1);
              byte[] bytes = new byte[size + 2];
              buffer.clear().get(bytes);
              return bytes;
            });
    byte[] expected = new byte[size + 2];
    System.arraycopy(payload(size), 0, expected, 1, size);
    for (byte[] bytes : results) {
      assertThat(Arrays.equals(bytes, expected)).isTrue();
    }
  }

  @Test
  void barrierHoldsEveryRankUntilTheLastHasCome() throws Exception {
    AtomicInteger arrived = new AtomicInteger();
    List<Integer> seen =
        Ranks.run(
            4,
            layout,
            group -> {
              Thread.sleep(50L * group.rank());
              arrived.incrementAndGet();
              group.barrier();
              return arrived.get();
            });
    assertThat(seen).containsOnly(4);
  }

  @Test
  void rootsMayRunAheadOfSlowRanks() throws Exception {
    int rounds = 50;
    List<List<Integer>> results =
        Ranks.run(
            3,
            layout,
            group -> {
              List<Integer> values = new ArrayList<>();
              for (int i = 0; i < rounds; i++) {
                if (group.rank() == 2 && i % 10 == 0) {
                  Thread.sleep(20);
                }
                byte[] bytes = group.broadcast(i % 2, new byte[] {(byte) i});
                ByteBuffer buffer = ByteBuffer.wrap(new byte[] {(byte) (bytes[0] + group.rank())});
                group.broadcast((i + 1) % 2, buffer);
                values.add((int) buffer.get(0));
              }
              return values;
            });
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(results.get(0)).startsWith(1, 1, 3, 3, 5).hasSize(rounds);
  }

  @Test
  void rootOutsideTheGroupIsRefused() throws Exception {
    Ranks.run(
        2,
        layout,
        group -> {
          assertThatThrownBy(() -> group.broadcast(2, new byte[1]))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("Cannot broadcast from rank 2: ranks are 0 to 1");
          return null;
        });
  }

  private static byte[] payload(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
