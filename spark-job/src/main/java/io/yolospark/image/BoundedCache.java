package io.yolospark.image;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Keeps values until a number of bytes is used up, then accepts no more and evicts nothing: epochs
 * visit every record once in random order, where eviction would lose each value just before its
 * next use. Thread-safe.
 */
final class BoundedCache<V> {

  private final ConcurrentMap<Integer, V> values = new ConcurrentHashMap<>();
  private final AtomicLong freeBytes;

  BoundedCache(long limitBytes) {
    freeBytes = new AtomicLong(limitBytes);
  }

  /** The value of a record, or null. */
  V find(int record) {
    return values.get(record);
  }

  /**
   * Asks for the value and keeps it if its bytes still fit; says whether the record is now held.
   */
  boolean offer(int record, Supplier<V> value, long bytes) {
    if (freeBytes.addAndGet(-bytes) < 0) {
      freeBytes.addAndGet(bytes);
      return values.containsKey(record);
    }
    if (values.putIfAbsent(record, value.get()) != null) {
      freeBytes.addAndGet(bytes); // another worker was faster
    }
    return true;
  }
}
