package io.yolospark.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Encryption;
import io.yolospark.config.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ProtectionTest {

  private static AllReduceConfig settings(Protection protection) {
    return AllReduceConfig.within(Ranks.LIMIT)
        .by(Transport.TCP)
        .withChecksum(protection == Protection.CHECKSUM)
        .withEncryption(protection == Protection.ENCRYPTION ? Encryption.ON : Encryption.OFF);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKSUM", "ENCRYPTION"})
  void everyOperationGivesTheSameBits(Protection protection) throws Exception {
    for (int worldSize : new int[] {2, 3, 4}) {
      List<String> plain =
          Endpoints.run(worldSize, settings(Protection.NONE), ProtectionTest::everyOperation);
      List<String> guarded =
          Endpoints.run(worldSize, settings(protection), ProtectionTest::everyOperation);
      assertThat(guarded).isEqualTo(plain);
    }
  }

  /** A digest of what every operation gives. */
  private static String everyOperation(Collective group) {
    ByteBuffer all = ByteBuffer.allocate(4_000_000);
    Random random = new Random(group.rank());
    for (int size : new int[] {0, 1, 3, 16384, 16385, 300_001}) {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(size * 4).order(ByteOrder.nativeOrder()).asFloatBuffer();
      for (int i = 0; i < size; i++) {
        buffer.put(i, random.nextFloat());
      }
      group.allReduce(buffer);
      all.asFloatBuffer().put(0, buffer, 0, size);
      all.position(all.position() + 4 * size);
    }
    double[] control = {group.rank(), 0.1};
    group.allReduce(control);
    all.putDouble(control[0]).putDouble(control[1]);
    for (byte[] bytes : group.allGather(new byte[70_000 * group.rank() + 1])) {
      all.putInt(bytes.length);
    }
    byte[] payload = new byte[200_000];
    random.nextBytes(payload);
    all.putInt(Arrays.hashCode(group.broadcast(1, payload)));
    ByteBuffer buffer = ByteBuffer.wrap(payload);
    group.broadcast(0, buffer);
    group.barrier();
    all.putInt(Arrays.hashCode(payload));
    return Fingerprint.of(HexFormat.of().formatHex(all.array(), 0, all.position()), "").config();
  }

  /** Ranks 0 and 1, whose ring connection from 0 to 1 goes through a relay. */
  private static <T> List<Future<T>> relayed(
      AllReduceConfig settings, List<Relay> relays, Ranks.Body<T> body) throws IOException {
    List<RankEndpoint> endpoints = Ranks.endpoints(2);
    Relay relay = new Relay(endpoints.get(1).address());
    relays.add(relay);
    List<String> direct = endpoints.stream().map(RankEndpoint::address).toList();
    List<String> viaRelay = List.of(direct.get(0), relay.address());
    return Endpoints.start(endpoints, rank -> rank == 0 ? viaRelay : direct, settings, body);
  }

  private static float[] sumsWithAFlippedBit(Protection protection, List<Relay> relays)
      throws Exception {
    List<Future<float[]>> ranks =
        relayed(
            settings(protection),
            relays,
            group -> {
              float[] ones = new float[1_000_000];
              Arrays.fill(ones, 1);
              if (group.rank() == 0) {
                relays.get(0).flipBit();
              }
              group.allReduce(FloatBuffer.wrap(ones));
              return ones;
            });
    List<String> messages = new ArrayList<>();
    if (protection != Protection.NONE) {
      messages = Ranks.messages(ranks, Ranks.LIMIT);
      assertThat(messages)
          .allSatisfy(
              message ->
                  assertThat(message)
                      .containsPattern("all-reduce #\\d+ \\(4000000 bytes\\)")
                      .containsPattern("rank 0: its data were (damaged|changed) on the way: .*"));
      assertThat(messages.get(0)).contains("rank 1 reports at all-reduce #");
      return new float[0];
    }
    ranks.get(0).get(20, TimeUnit.SECONDS);
    return ranks.get(1).get(20, TimeUnit.SECONDS);
  }

  @Test
  void aFlippedBitGoesUnnoticedWithoutProtection() throws Exception {
    List<Relay> relays = new ArrayList<>();
    float[] sums = sumsWithAFlippedBit(Protection.NONE, relays);
    int wrong = 0;
    for (float sum : sums) {
      wrong += sum == 2f ? 0 : 1;
    }
    assertThat(wrong).isEqualTo(1);
    relays.get(0).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKSUM", "ENCRYPTION"})
  void aFlippedBitIsFoundAndTheSenderNamed(Protection protection) throws Exception {
    List<Relay> relays = new ArrayList<>();
    sumsWithAFlippedBit(protection, relays);
    relays.get(0).close();
  }

  @ParameterizedTest
  @EnumSource
  void onlyEncryptionHidesWhatTravels(Protection protection) throws Exception {
    byte[] secret = "sixteen or more bytes that tell".getBytes(StandardCharsets.UTF_8);
    List<Relay> relays = new ArrayList<>();
    List<Future<byte[]>> ranks =
        relayed(
            settings(protection),
            relays,
            group -> {
              byte[] bytes = secret.clone();
              group.broadcast(0, ByteBuffer.wrap(bytes));
              return bytes;
            });
    for (Future<byte[]> rank : ranks) {
      assertThat(rank.get(20, TimeUnit.SECONDS)).isEqualTo(secret);
    }
    boolean seen = Collections.indexOfSubList(boxed(relays.get(0).carried()), boxed(secret)) >= 0;
    boolean token =
        Collections.indexOfSubList(boxed(relays.get(0).carried()), boxed(Ranks.TOKEN)) >= 0;
    assertThat(seen).isEqualTo(protection != Protection.ENCRYPTION);
    assertThat(token).as("the token travels").isFalse();
    relays.get(0).close();
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte value : bytes) {
      list.add(value);
    }
    return list;
  }

  @Test
  void ranksMustAgreeOnProtection() throws Exception {
    List<RankEndpoint> endpoints = Ranks.endpoints(2);
    List<String> addresses = endpoints.stream().map(RankEndpoint::address).toList();
    List<Future<Collective>> ranks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int rank = i;
      AllReduceConfig settings = settings(rank == 0 ? Protection.NONE : Protection.ENCRYPTION);
      ranks.add(
          Ranks.threads(1)
              .submit(() -> endpoints.get(rank).connect(rank, addresses, Ranks.TOKEN, settings)));
    }
    assertThat(Ranks.messages(ranks, Ranks.LIMIT))
        .allSatisfy(
            message ->
                assertThat(message)
                    .containsAnyOf(
                        "rank 0 has neither checksums nor encryption, but rank 1 has encryption",
                        "rank 1 has encryption, but rank 0 has neither checksums nor encryption"));
  }

  @ParameterizedTest
  @EnumSource(names = {"CHECKSUM", "ENCRYPTION"})
  void everySingleFlippedBitOfARecordIsFound(Protection protection) throws Exception {
    byte[] content = new byte[37];
    new Random(1).nextBytes(content);
    ByteBuffer sealed = ByteBuffer.allocate(content.length + 16);
    seal(protection).close(ByteBuffer.wrap(content), sealed);
    sealed.flip();
    ByteBuffer opened = ByteBuffer.allocate(64);
    seal(protection).open(sealed.duplicate(), opened);
    assertThat(Arrays.copyOf(opened.array(), content.length)).isEqualTo(content);
    for (int bit = 0; bit < sealed.limit() * 8; bit++) {
      byte[] damaged = Arrays.copyOf(sealed.array(), sealed.limit());
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      Seal seal = seal(protection);
      assertThatThrownBy(() -> seal.open(ByteBuffer.wrap(damaged), ByteBuffer.allocate(64)))
          .isInstanceOf(DamagedException.class);
    }
  }

  private static Seal seal(Protection protection) {
    return protection == Protection.CHECKSUM ? new ChecksumSeal() : new CipherSeal(new byte[32]);
  }

  @Test
  void aRepeatedRecordDoesNotOpenAndEqualContentsLookDifferent() throws Exception {
    CipherSeal sender = new CipherSeal(new byte[32]);
    CipherSeal receiver = new CipherSeal(new byte[32]);
    ByteBuffer first = ByteBuffer.allocate(24);
    ByteBuffer second = ByteBuffer.allocate(24);
    sender.close(ByteBuffer.allocate(8), first);
    sender.close(ByteBuffer.allocate(8), second);
    assertThat(first.array()).isNotEqualTo(second.array());
    receiver.open(first.flip(), ByteBuffer.allocate(8));
    assertThatThrownBy(() -> receiver.open(first.rewind(), ByteBuffer.allocate(8)))
        .isInstanceOf(DamagedException.class);
  }

  /** RFC 5869, test case 1, whose output's first block is the whole of what is derived here. */
  @Test
  void keysAreDerivedAsTheStandardSays() {
    byte[] key = new byte[22];
    Arrays.fill(key, (byte) 0x0b);
    byte[] salt = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    byte[] extracted = Hkdf.extract(salt, key);
    assertThat(extracted)
        .asHexString()
        .isEqualToIgnoringCase("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    byte[] use = {
      (byte) 0xf0,
      (byte) 0xf1,
      (byte) 0xf2,
      (byte) 0xf3,
      (byte) 0xf4,
      (byte) 0xf5,
      (byte) 0xf6,
      (byte) 0xf7,
      (byte) 0xf8,
      (byte) 0xf9
    };
    assertThat(Hkdf.expand(extracted, use))
        .asHexString()
        .isEqualToIgnoringCase("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  }
}
