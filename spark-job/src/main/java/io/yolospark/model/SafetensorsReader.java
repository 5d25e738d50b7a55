package io.yolospark.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors files of float32, float16, bfloat16 and int64 tensors. Malformed input of any
 * kind raises {@link InvalidWeightsException}.
 */
public final class SafetensorsReader {

  private static final long LARGEST_HEADER = 100_000_000; // the format's own limit
  private static final String METADATA = "__metadata__";
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final String name;
  private final DataInputStream in;

  private SafetensorsReader(String name, InputStream in) {
    this.name = name;
    this.in = new DataInputStream(in);
  }

  /**
   * The whole file.
   *
   * @param name what messages call the file
   */
  public static WeightFile read(String name, InputStream in) throws IOException {
    return new SafetensorsReader(name, in).read();
  }

  private WeightFile read() throws IOException {
    try {
      long length = Long.reverseBytes(in.readLong());
      if (length < 2 || length > LARGEST_HEADER) {
        throw invalid("header length " + length + " is not between 2 and " + LARGEST_HEADER);
      }
      byte[] header = in.readNBytes((int) length);
      if (header.length < length) {
        throw new EOFException();
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      long position = 0;
      JsonNode root = root(header);
      for (Entry entry : entries(root)) {
        if (entry.begin != position) {
          throw invalid(
              "tensor " + entry.name + " begins at " + entry.begin + ", expected " + position);
        }
        tensors.put(entry.name, new Tensor(entry.name, entry.shape, values(entry)));
        position = entry.end;
      }
      if (in.read() >= 0) {
        throw invalid("the file goes on after its last tensor");
      }
      return new WeightFile(metadata(root.path(METADATA)), tensors);
    } catch (EOFException e) {
      throw invalid("the file is truncated");
    }
  }

  private JsonNode root(byte[] header) {
    JsonNode root;
    try {
      root = JSON.readTree(header);
    } catch (JsonProcessingException e) {
      throw invalid("the header is not JSON: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw invalid("the header is not text: " + firstLine(e.getMessage()));
    }
    if (root == null || !root.isObject()) {
      throw invalid("the header is not a JSON object");
    }
    return root;
  }

  private Map<String, String> metadata(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw invalid(METADATA + " has " + field.getValue() + " where a text belongs");
      }
      texts.put(field.getKey(), field.getValue().asText());
    }
    return texts;
  }

  private List<Entry> entries(JsonNode root) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(
        Comparator.comparingLong((Entry entry) -> entry.begin)
            .thenComparingLong(entry -> entry.end));
    return entries;
  }

  private Entry entry(String tensor, JsonNode node) {
    TensorType type =
        TensorType.named(node.path("dtype").asText())
            .orElseThrow(
                () ->
                    invalid(
                        "tensor "
                            + tensor
                            + " has dtype "
                            + node.path("dtype")
                            + "; accepted: F32, F16, BF16, I64"));
    long[] shape = longs(tensor, node.path("shape"));
    long[] offsets = longs(tensor, node.path("data_offsets"));
    if (offsets.length != 2 || offsets[1] < offsets[0]) {
      throw invalid("tensor " + tensor + " has data_offsets " + node.path("data_offsets"));
    }
    long bytes = type.bytes();
    try {
      for (long extent : shape) {
        bytes = Math.multiplyExact(bytes, extent);
      }
    } catch (ArithmeticException e) {
      throw invalid("tensor " + tensor + " has impossible shape " + node.path("shape"));
    }
    if (bytes != offsets[1] - offsets[0] || bytes > Integer.MAX_VALUE - 16) {
      throw invalid(
          "tensor "
              + tensor
              + " has "
              + (offsets[1] - offsets[0])
              + " bytes, its shape asks for "
              + bytes);
    }
    return new Entry(tensor, type, shape, offsets[0], offsets[1]);
  }

  private long[] longs(String tensor, JsonNode node) {
    if (!node.isArray()) {
      throw invalid("tensor " + tensor + " lacks shape or data_offsets");
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode element = node.get(i);
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.asLong() < 0) {
        throw invalid(
            "tensor " + tensor + " has " + element + " where a whole number of 0 or more belongs");
      }
      numbers[i] = element.asLong();
    }
    return numbers;
  }

  private float[] values(Entry entry) throws IOException {
    int size = (int) (entry.end - entry.begin);
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[size / entry.type.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (entry.type) {
            case F32 -> data.getFloat();
            case F16 -> Float16.toFloat(data.getShort());
            case BF16 -> BFloat16.toFloat(data.getShort());
            case I64 -> data.getLong();
          };
    }
    return values;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private InvalidWeightsException invalid(String reason) {
    return new InvalidWeightsException("Cannot read weights " + name + ": " + reason);
  }

  private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}
}
