package io.yolospark.collective;

/**
 * One collective operation as one rank sees it; ranks that take part in the same operation hold
 * equal values.
 *
 * @param sequence its number, from 1, counted by every rank for itself
 * @param bytes size of the buffer, or {@link #ANY_SIZE} where ranks may differ
 * @param root the rank data comes from, or {@link #NO_ROOT}
 */
record Operation(OperationKind kind, long sequence, long bytes, int root) {

  static final long ANY_SIZE = -1;
  static final int NO_ROOT = -1;

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.toString()).append(" #").append(sequence);
    if (root != NO_ROOT) {
      text.append(" from rank ").append(root);
    }
    if (bytes != ANY_SIZE) {
      text.append(" (").append(bytes).append(" bytes)");
    }
    return text.toString();
  }
}
