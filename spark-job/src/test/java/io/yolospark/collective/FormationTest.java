package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AllReduceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FormationTest {

  private static final Duration SHORT = Duration.ofSeconds(3);

  @Test
  void strangersNeitherJoinNorDelayTheGroup() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(3);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    List<Socket> strangers = new ArrayList<>();
    for (String address : addresses) {
      for (int i = 0; i < 3; i++) {
        strangers.add(stranger(address, i));
      }
    }
    strangers.add(impostor(addresses.get(0)));
    long start = System.nanoTime();
    List<Future<byte[][]>> ranks = new ArrayList<>();
    ExecutorService threads = Ranks.threads(3);
    for (int i = 0; i < 3; i++) {
      int rank = i;
      ranks.add(
          threads.submit(
              () -> {
                try (Collective group =
                    endpoints
                        .get(rank)
                        .connect(
                            rank, addresses, Ranks.TOKEN, AllReduceConfig.within(Ranks.LIMIT))) {
                  return group.allGather(new byte[] {(byte) rank});
                }
              }));
    }
    for (Future<byte[][]> rank : ranks) {
      assertThat(rank.get(20, TimeUnit.SECONDS)).isDeepEqualTo(new byte[][] {{0}, {1}, {2}});
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    for (Socket stranger : strangers) {
      stranger.setSoTimeout(5000);
      assertThat(hungUp(stranger)).isTrue();
      stranger.close();
    }
  }

  @Test
  void aFloodOfStrangersDoesNotKeepTheRanksApart() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(3);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    ExecutorService strangers = Ranks.threads(addresses.size());
    for (String address : addresses) {
      strangers.execute(() -> flood(address, over, calls));
    }
    try {
      // more than are heard at a time are there before the ranks are
      while (calls.get() < 1200) {
        Thread.sleep(10);
      }
      long start = System.nanoTime();
      List<Future<byte[][]>> ranks =
          Endpoints.start(
              endpoints,
              rank -> addresses,
              AllReduceConfig.within(Ranks.LIMIT),
              group -> group.allGather(new byte[] {(byte) group.rank()}));
      for (Future<byte[][]> rank : ranks) {
        assertThat(rank.get(20, TimeUnit.SECONDS)).isDeepEqualTo(new byte[][] {{0}, {1}, {2}});
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    } finally {
      over.set(true);
    }
  }

  @Test
  void ranksThatDifferInConfigOrModelNameBothSidesAtOnce() throws Exception {
    Fingerprint one = Fingerprint.of("global: 16", "yolov9-t");
    for (Fingerprint other :
        List.of(Fingerprint.of("global: 32", "yolov9-t"), Fingerprint.of("global: 16", "gelan"))) {
      String what = one.config().equals(other.config()) ? "model" : "config";
      String own = (what.equals("model") ? one.model() : one.config()).substring(0, 12);
      String theirs = (what.equals("model") ? other.model() : other.config()).substring(0, 12);
      List<RankEndpoint> endpoints = Ranks.endpoints(2);
      List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
      List<Future<Collective>> ranks = new ArrayList<>();
      ExecutorService threads = Ranks.threads(2);
      for (int i = 0; i < 2; i++) {
        int rank = i;
        AllReduceConfig settings = AllReduceConfig.within(Ranks.LIMIT);
        ranks.add(
            threads.submit(
                () ->
                    endpoints
                        .get(rank)
                        .connect(rank, addresses, Ranks.TOKEN, rank == 0 ? one : other, settings)));
      }
      assertThat(Ranks.messages(ranks, Duration.ofSeconds(5)))
          .allSatisfy(
              message ->
                  assertThat(message)
                      .contains("ranks disagree on the " + what)
                      .contains("rank 0 has " + own, "rank 1 has " + theirs));
    }
  }

  @Test
  void rankWithAnotherTokenIsRefused() throws Exception {
    byte[] other = "another token, as long as it needs to be".getBytes(StandardCharsets.UTF_8);
    List<String> messages = connect(2, SHORT, rank -> rank == 1 ? other : Ranks.TOKEN, 2, 2);
    // the first to notice hangs up, which may be all that the other sees
    assertThat(messages)
        .allSatisfy(message -> assertThat(message).contains("cannot reach rank"))
        .anySatisfy(message -> assertThat(message).contains("does not know the token of this run"));
  }

  @Test
  void rankWithAnotherWorldSizeIsRefused() throws Exception {
    List<String> messages = connect(3, SHORT, rank -> Ranks.TOKEN, 3, 2);
    // as above, one of the two may see no more than a closed connection
    assertThat(messages)
        .anySatisfy(
            message ->
                assertThat(message)
                    .containsPattern(
                        "rank (1 has world size 2, but rank 0 has 3|0 has world size 3, but rank 1 has 2)"));
  }

  @Test
  void missingRankIsNamedWithinTheTimeLimit() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(3);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    ExecutorService threads = Ranks.threads(2);
    List<Future<Collective>> ranks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int rank = i;
      ranks.add(
          threads.submit(
              () ->
                  endpoints
                      .get(rank)
                      .connect(rank, addresses, Ranks.TOKEN, AllReduceConfig.within(SHORT))));
    }
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(10));
    assertThat(messages.get(0)).contains("rank 0: no call from rank [2]").contains("after 3.");
    assertThat(messages.get(1)).contains("rank 1: cannot reach rank 2").contains("after 3.");
    endpoints.get(2).close();
  }

  @Test
  void missingRankIsNamedAlsoByThoseThatWaitForRankZeroAlone() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(5);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    ExecutorService threads = Ranks.threads(4);
    List<Future<Collective>> ranks = new ArrayList<>();
    for (int rank : new int[] {0, 1, 2, 4}) {
      ranks.add(
          threads.submit(
              () ->
                  endpoints
                      .get(rank)
                      .connect(rank, addresses, Ranks.TOKEN, AllReduceConfig.within(SHORT))));
    }
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(10));
    assertThat(messages.get(1))
        .startsWith("rank 1 of 5")
        .contains("rank 0: no call from rank [3] after 3.");
    endpoints.get(3).close();
  }

  @Test
  void rankThatHasGoneIsNamedWithinSeconds() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(2);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    endpoints.get(1).close();
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                endpoints
                    .get(0)
                    .connect(
                        0, addresses, Ranks.TOKEN, AllReduceConfig.within(Duration.ofSeconds(40))))
        .isInstanceOf(CollectiveException.class)
        .hasMessageContaining("rank 0: cannot reach rank 1 at " + addresses.get(1))
        .hasMessageContaining("Connection refused");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void closingTheEndpointEndsConnect() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(2);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    Future<Collective> rank =
        Ranks.threads(1)
            .submit(
                () ->
                    endpoints
                        .get(1)
                        .connect(1, addresses, Ranks.TOKEN, AllReduceConfig.within(Ranks.LIMIT)));
    Thread.sleep(300);
    endpoints.get(0).close();
    endpoints.get(1).close();
    List<String> messages = Ranks.messages(List.of(rank), Duration.ofSeconds(6));
    assertThat(messages.get(0)).startsWith("rank 1: ");
  }

  @Test
  void groupOfOneNeedsNoSockets() {
    RankEndpoint endpoint = Ranks.endpoints(1).get(0);
    List<String> addresses = List.of(endpoint.address());
    Collective closed;
    try (Collective group =
        endpoint.connect(0, addresses, Ranks.TOKEN, AllReduceConfig.within(Ranks.LIMIT))) {
      closed = group;
      assertThat(group.worldSize()).isEqualTo(1);
      assertThatThrownBy(() -> call(endpoint.address())).isInstanceOf(IOException.class);
      double[] control = {3};
      group.allReduce(control);
      assertThat(control).containsExactly(3);
    }
    assertThatThrownBy(closed::barrier).isInstanceOf(CollectiveException.class);
  }

  @Test
  void argumentsAreChecked() {
    try (RankEndpoint endpoint = RankEndpoint.open("127.0.0.1")) {
      List<String> addresses = List.of(endpoint.address(), endpoint.address());
      assertThatThrownBy(
              () ->
                  endpoint.connect(2, addresses, Ranks.TOKEN, AllReduceConfig.within(Ranks.LIMIT)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot connect as rank 2: 2 addresses");
      assertThatThrownBy(
              () ->
                  endpoint.connect(0, addresses, new byte[8], AllReduceConfig.within(Ranks.LIMIT)))
          .hasMessage("Token too short: 8 bytes, need 16");
      assertThatThrownBy(
              () ->
                  endpoint.connect(
                      0, addresses, Ranks.TOKEN, AllReduceConfig.within(Duration.ZERO)))
          .hasMessageContaining("Time limit not positive");
    }
    assertThatThrownBy(() -> RankEndpoint.open("no-such-host.invalid"))
        .isInstanceOf(CollectiveException.class)
        .hasMessageContaining("Cannot listen on no-such-host.invalid");
  }

  @Test
  void addressesSurviveTheTripThroughText() throws Exception {
    for (String text : List.of("10.0.0.7:4711", "[fd00:0:0:0:0:0:0:7]:80")) {
      assertThat(Address.format(Address.parse(text))).isEqualTo(text);
    }
    for (String text : List.of("host", ":", "host:", "host:x", "host:70000")) {
      assertThatThrownBy(() -> Address.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("host:port expected: " + text);
    }
  }

  private interface TokenOf {
    byte[] rank(int rank);
  }

  /**
   * Messages of {@code count} ranks that all fail; rank 0 uses another world size than the rest.
   */
  private static List<String> connect(
      int count, Duration limit, TokenOf token, int firstWorldSize, int worldSize)
      throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(count);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    List<Future<Collective>> ranks = new ArrayList<>();
    ExecutorService threads = Ranks.threads(count);
    for (int i = 0; i < 2; i++) {
      int rank = i;
      List<String> known = addresses.subList(0, rank == 0 ? firstWorldSize : worldSize);
      ranks.add(
          threads.submit(
              () ->
                  endpoints
                      .get(rank)
                      .connect(rank, known, token.rank(rank), AllReduceConfig.within(limit))));
    }
    List<String> messages = Ranks.messages(ranks, Duration.ofSeconds(15));
    endpoints.forEach(RankEndpoint::close);
    return messages;
  }

  private static Socket call(String address) throws IOException {
    InetSocketAddress target = Address.parse(address);
    return new Socket(target.getAddress(), target.getPort());
  }

  /** Connects as fast as it can, and says nothing, little, or much. */
  private static void flood(String address, AtomicBoolean over, AtomicInteger calls) {
    Deque<Socket> open = new ArrayDeque<>();
    try {
      while (!over.get()) {
        open.add(stranger(address, calls.getAndIncrement() % 3));
        if (open.size() > 1000) {
          open.remove().close();
        }
      }
    } catch (IOException listensNoMore) {
      over.set(true);
    }
    open.forEach(FormationTest::hangUp);
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects and says nothing, little, or much. */
  private static Socket stranger(String address, int kind) throws IOException {
    Socket socket = call(address);
    if (kind > 0) {
      byte[] rubbish = new byte[kind == 1 ? 5 : 4096];
      new Random(kind).nextBytes(rubbish);
      socket.getOutputStream().write(rubbish);
    }
    return socket;
  }

  /** Greets rank 0 as its predecessor in a ring of 3 would, with a proof that is made up. */
  private static Socket impostor(String address) throws IOException {
    Socket socket = call(address);
    Greeting greeting =
        Greeting.of(
            new Agreement(3, 1, Protection.NONE, Fingerprint.of("", "")),
            new Call(Call.Purpose.RING, 2, 0),
            new byte[Greeting.CHALLENGE_BYTES]);
    socket.getOutputStream().write(greeting.encode());
    socket.getOutputStream().write(new byte[Handshake.PROOF_BYTES]);
    return socket;
  }

  private static boolean hungUp(Socket socket) throws IOException {
    try {
      int last = 0;
      while (last >= 0) {
        last = socket.getInputStream().read();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }
}
