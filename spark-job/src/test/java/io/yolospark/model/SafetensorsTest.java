package io.yolospark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  private static final List<Tensor> TENSORS =
      List.of(
          new Tensor("z.weight", new long[] {2, 1, 3}, new float[] {1, -2, 3.5f, 0, -0f, 1e-42f}),
          new Tensor(
              "special",
              new long[] {3},
              new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}),
          new Tensor("empty", new long[] {0, 4}, new float[0]),
          new Tensor("bn.num_batches_tracked", new long[0], new float[] {12345}),
          new Tensor("a \"quoted\" näme", new long[] {1}, new float[] {7}));

  @Test
  void roundTrip() throws IOException {
    Map<String, Tensor> read = read(file());

    assertThat(read.keySet())
        .containsExactlyElementsOf(TENSORS.stream().map(Tensor::name).toList());
    for (Tensor tensor : TENSORS) {
      assertThat(read.get(tensor.name()).shape()).isEqualTo(tensor.shape());
      assertThat(bits(read.get(tensor.name()))).isEqualTo(bits(tensor));
    }
  }

  @Test
  void theHeaderIsAlignedAndCarriesMetadata() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(file()).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(file.getLong());
    byte[] header = new byte[length];
    file.get(header);

    assertThat(length % 8).isZero();
    assertThat(new String(header, StandardCharsets.UTF_8))
        .startsWith("{\"__metadata__\":{\"format\":\"pt\"},\"z.weight\":")
        .contains("\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[]");
    assertThat(file.remaining()).isEqualTo(4 * (6 + 3 + 1) + 8);
  }

  @Test
  void halfPrecisionIsReadExactly() throws IOException {
    // 1.5, -2, the smallest subnormal, infinity
    byte[] half = {0, 0x3E, 0, (byte) 0xC0, 1, 0, 0, 0x7C};
    assertThat(read(file("{'a':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}}", half)))
        .hasEntrySatisfying(
            "a",
            tensor ->
                assertThat(tensor.values())
                    .containsExactly(1.5f, -2, 0x1p-24f, Float.POSITIVE_INFINITY));
    byte[] brain = {(byte) 0xC0, 0x3F, 0, (byte) 0xC0};
    assertThat(read(file("{'a':{'dtype':'BF16','shape':[2],'data_offsets':[0,4]}}", brain)))
        .hasEntrySatisfying("a", tensor -> assertThat(tensor.values()).containsExactly(1.5f, -2));
  }

  @Test
  void aFileCutAnywhereIsInvalid() throws IOException {
    byte[] whole = file();
    for (int length = 0; length < whole.length; length++) {
      assertInvalid(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void anyChangedByteIsReadOrInvalid() throws IOException {
    byte[] whole = file();
    int headerEnd = whole.length - (4 * (6 + 3 + 1) + 8);
    int invalid = 0;
    for (int i = 0; i < headerEnd; i++) {
      for (int change : new int[] {1, 16, 128, 255, whole[i]}) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) change; // the last one makes it zero
        try {
          read(damaged);
        } catch (InvalidWeightsException e) {
          invalid++;
        }
      }
    }
    assertThat(invalid).isGreaterThan(headerEnd);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 1L << 32})
  void anImpossibleHeaderLengthIsInvalid(long length) {
    byte[] file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage(
            "Cannot read weights w.safetensors: header length %d is not between 2 and 100000000"
                .formatted(length));
  }

  static List<String> malformedHeaders() {
    String fine = "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
    return List.of(
        // not a JSON object
        "weights!",
        "[]",
        "null",
        "7",
        "{" + fine,
        "{" + fine + "}}",
        "{" + fine + "} more",
        "{" + fine + "," + fine + "}",
        "\0\0\0{",
        "\0\0\0{zzzz",
        "\u00ff\u00fe",
        "[".repeat(3000),
        // entries that are none
        "{'a':7}",
        "{'a':null}",
        "{'a':{}}",
        "{'a':{'dtype':'F32','shape':[1]}}",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}",
        // types
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
        "{'a':{'dtype':'f32','shape':[1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':32,'shape':[1],'data_offsets':[0,4]}}",
        // shapes
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[-1,-1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[4611686018427387905],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[2147483648,2147483648],'data_offsets':[0,0]}}",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[1000000000],'data_offsets':[0,4000000000]}}",
        // offsets
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4.5]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,1e99]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[9223372036854775803,9223372036854775807]}}",
        // overlaps, a gap, two at one place
        "{" + fine + ",'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}",
        "{" + fine + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}",
        "{" + fine + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}",
        "{" + fine + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}");
  }

  @ParameterizedTest
  @MethodSource("malformedHeaders")
  void aMalformedHeaderIsInvalid(String header) {
    assertInvalid(file(header, new byte[16]))
        // refused for what it says, not for the length of the data
        .doesNotContain("truncated", "goes on");
  }

  @Test
  void dataOfNoTensorIsInvalid() {
    String header = "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}";
    assertInvalid(file(header, new byte[5])).contains("goes on after its last tensor");
    assertInvalid(file("{}", new byte[1])).contains("goes on after its last tensor");
  }

  private static AbstractStringAssert<?> assertInvalid(byte[] file) {
    return assertThatThrownBy(() -> read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageStartingWith("Cannot read weights w.safetensors: ")
        .message()
        .doesNotContain("\n");
  }

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter.write(out, Map.of("format", "pt"), TENSORS);
    return out.toByteArray();
  }

  /** A file with that header (single quotes for double ones) and data. */
  private static byte[] file(String header, byte[] data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static Map<String, Tensor> read(byte[] file) throws IOException {
    return SafetensorsReader.read("w.safetensors", new ByteArrayInputStream(file)).tensors();
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.values().length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.values()[i]);
    }
    return bits;
  }
}
