package io.yolospark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header that precedes every transfer on a lane. Big-endian: magic, kind, sequence, bytes,
 * root, length.
 *
 * @param length bytes of payload that follow as part of the frame; 0 for ring transfers, whose
 *     length both sides know from the operation
 */
record Frame(Operation operation, int length) {

  static final int HEADER_BYTES = 32;
  private static final int MAGIC = 0x59534652;

  OperationKind kind() {
    return operation.kind();
  }

  long sequence() {
    return operation.sequence();
  }

  static ByteBuffer encode(Operation operation, byte[] payload) {
    ByteBuffer buffer = allocate(operation, payload.length);
    return buffer.put(payload).flip();
  }

  static ByteBuffer encode(OperationKind kind, long sequence, String text) {
    Operation operation = new Operation(kind, sequence, Operation.ANY_SIZE, Operation.NO_ROOT);
    return encode(operation, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A buffer that holds the header, with room for the payload behind it. */
  static ByteBuffer allocate(Operation operation, int length) {
    return ByteBuffer.allocate(Math.addExact(HEADER_BYTES, length))
        .putInt(MAGIC)
        .putInt(operation.kind().code())
        .putLong(operation.sequence())
        .putLong(operation.bytes())
        .putInt(operation.root())
        .putInt(length);
  }

  static Frame decode(ByteBuffer header) throws IOException {
    if (header.getInt() != MAGIC) {
      throw new IOException("not a frame of this protocol");
    }
    int code = header.getInt();
    OperationKind kind =
        OperationKind.of(code).orElseThrow(() -> new IOException("unknown kind of frame " + code));
    Operation operation = new Operation(kind, header.getLong(), header.getLong(), header.getInt());
    return new Frame(operation, header.getInt());
  }
}
