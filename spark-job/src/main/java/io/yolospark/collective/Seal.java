package io.yolospark.collective;

import java.nio.ByteBuffer;

/** Protects the records of one direction of a connection, in their order. One thread uses it. */
interface Seal {

  /** Bytes that a sealed record is longer than its content. */
  int overhead();

  /** Puts the sealed form of what remains of {@code content} into {@code sealed}. */
  void close(ByteBuffer content, ByteBuffer sealed);

  /**
   * Puts the content of what remains of {@code sealed}, one whole record, into {@code content}.
   *
   * @throws DamagedException if it is not what the other side sealed at this place
   */
  void open(ByteBuffer sealed, ByteBuffer content) throws DamagedException;
}
