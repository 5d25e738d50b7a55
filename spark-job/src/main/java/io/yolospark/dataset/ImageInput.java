package io.yolospark.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Random access to an image file through one window of it, so that the many small reads of a header
 * are one read of the file system. Reading past the end is an {@link EOFException}, whatever the
 * numbers in a broken header ask for.
 */
final class ImageInput {

  private static final int WINDOW = 16 << 10;
  private static final int TAIL = 4 << 10;

  private final FSDataInputStream in;
  private final long length;
  private byte[] window = new byte[0];
  private long windowStart;

  ImageInput(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  long length() {
    return length;
  }

  byte[] bytes(long position, int count) throws IOException {
    if (position < 0 || position > length - count) {
      throw new EOFException();
    }
    if (position < windowStart || position + count > windowStart + window.length) {
      byte[] next = new byte[(int) Math.min(Math.max(count, WINDOW), length - position)];
      in.seek(position);
      in.readFully(next);
      window = next;
      windowStart = position;
    }
    int offset = (int) (position - windowStart);
    return Arrays.copyOfRange(window, offset, offset + count);
  }

  /**
   * Whether a pattern occurs at or after a position. Looks at the end of the file first, where the
   * end marker of a whole image is.
   */
  boolean contains(long from, int... pattern) throws IOException {
    long tail = Math.max(from, length - TAIL);
    return find(tail, pattern) || (tail > from && find(from, pattern));
  }

  private boolean find(long from, int... pattern) throws IOException {
    // Blocks overlap, for a pattern may lie across their border.
    for (long start = from; start < length; start += WINDOW - pattern.length + 1) {
      byte[] block = bytes(start, (int) Math.min(WINDOW, length - start));
      for (int i = 0; i + pattern.length <= block.length; i++) {
        int matched = 0;
        while (matched < pattern.length && (block[i + matched] & 0xFF) == pattern[matched]) {
          matched++;
        }
        if (matched == pattern.length) {
          return true;
        }
      }
    }
    return false;
  }
}
