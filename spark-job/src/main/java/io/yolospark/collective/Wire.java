package io.yolospark.collective;

/**
 * How the terms of one sum travel between hosts.
 *
 * @param feedback of what is rounded off, for the whole of the buffer; null to forget it
 * @param offset where in that buffer the sum is
 */
record Wire(Codec codec, ErrorFeedback feedback, int offset) {

  /** The same for the part of the buffer from {@code start} on. */
  Wire from(int start) {
    return new Wire(codec, feedback, offset + start);
  }
}
