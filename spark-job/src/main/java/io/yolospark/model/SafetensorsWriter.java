package io.yolospark.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors files: float32 tensors in the order given, int64 for the counters among them.
 */
public final class SafetensorsWriter {

  private static final int ALIGNMENT = 8;
  private static final String COUNTER = ".num_batches_tracked";

  private SafetensorsWriter() {}

  /** Writes a whole file; the stream stays open. */
  public static void write(OutputStream out, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    byte[] header = header(metadata, tensors);
    ByteBuffer length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
    out.write(length.array());
    out.write(header);
    for (Tensor tensor : tensors) {
      out.write(bytes(tensor));
    }
  }

  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ObjectNode texts = root.putObject("__metadata__");
    metadata.forEach(texts::put);
    long offset = 0;
    for (Tensor tensor : tensors) {
      ObjectNode node = root.putObject(tensor.name());
      TensorType type = type(tensor);
      node.put("dtype", type.name());
      node.putPOJO("shape", tensor.shape());
      long end = offset + (long) tensor.values().length * type.bytes();
      node.putPOJO("data_offsets", new long[] {offset, end});
      offset = end;
    }
    byte[] json = mapper.writeValueAsBytes(root);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] aligned = Arrays.copyOf(json, padded);
    Arrays.fill(aligned, json.length, padded, (byte) ' ');
    return aligned;
  }

  private static TensorType type(Tensor tensor) {
    return tensor.name().endsWith(COUNTER) ? TensorType.I64 : TensorType.F32;
  }

  private static byte[] bytes(Tensor tensor) {
    TensorType type = type(tensor);
    ByteBuffer buffer =
        ByteBuffer.allocate(tensor.values().length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (type == TensorType.F32) {
      buffer.asFloatBuffer().put(tensor.values());
    } else {
      for (float value : tensor.values()) {
        buffer.putLong((long) value);
      }
    }
    return buffer.array();
  }
}
