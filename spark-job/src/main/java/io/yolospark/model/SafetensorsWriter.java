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
 * Writes safetensors files: tensors in the order given, all of one type but for the counters among
 * them, which are int64. Narrower types round to the nearest value, ties to even.
 */
public final class SafetensorsWriter {

  private static final int ALIGNMENT = 8;
  private static final String COUNTER = ".num_batches_tracked";

  private final TensorType type;

  private SafetensorsWriter(TensorType type) {
    this.type = type;
  }

  /**
   * Writes a whole file of float32 tensors; the stream stays open.
   *
   * @return bytes written
   */
  public static long write(OutputStream out, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    return write(out, metadata, tensors, TensorType.F32);
  }

  /**
   * Writes a whole file; the stream stays open.
   *
   * @return bytes written
   */
  public static long write(
      OutputStream out, Map<String, String> metadata, List<Tensor> tensors, TensorType type)
      throws IOException {
    return new SafetensorsWriter(type).write(metadata, tensors, out);
  }

  private long write(Map<String, String> metadata, List<Tensor> tensors, OutputStream out)
      throws IOException {
    byte[] header = header(metadata, tensors);
    ByteBuffer length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
    out.write(length.array());
    out.write(header);
    long written = (long) length.capacity() + header.length;
    for (Tensor tensor : tensors) {
      byte[] values = bytes(tensor);
      out.write(values);
      written += values.length;
    }
    return written;
  }

  private byte[] header(Map<String, String> metadata, List<Tensor> tensors) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ObjectNode texts = root.putObject("__metadata__");
    metadata.forEach(texts::put);
    long offset = 0;
    for (Tensor tensor : tensors) {
      ObjectNode node = root.putObject(tensor.name());
      TensorType own = type(tensor);
      node.put("dtype", own.name());
      node.putPOJO("shape", tensor.shape());
      long end = offset + (long) tensor.values().length * own.bytes();
      node.putPOJO("data_offsets", new long[] {offset, end});
      offset = end;
    }
    byte[] json = mapper.writeValueAsBytes(root);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] aligned = Arrays.copyOf(json, padded);
    Arrays.fill(aligned, json.length, padded, (byte) ' ');
    return aligned;
  }

  private TensorType type(Tensor tensor) {
    return tensor.name().endsWith(COUNTER) ? TensorType.I64 : type;
  }

  private byte[] bytes(Tensor tensor) {
    TensorType own = type(tensor);
    ByteBuffer buffer =
        ByteBuffer.allocate(tensor.values().length * own.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : tensor.values()) {
      switch (own) {
        case F32 -> buffer.putFloat(value);
        case F16 -> buffer.putShort(Float16.toHalf(value));
        case BF16 -> buffer.putShort(BFloat16.toHalf(value));
        case I64 -> buffer.putLong((long) value);
      }
    }
    return buffer.array();
  }
}
