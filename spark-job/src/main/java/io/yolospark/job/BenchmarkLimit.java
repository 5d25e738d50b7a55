package io.yolospark.job;

/** What no all-reduce of this machine can be faster than, by a kind of means. */
public enum BenchmarkLimit {
  /** The bytes of a ring all-reduce by blocking sockets, not used for anything. */
  SOCKET("socket", BenchmarkWork.Kind.SOCKET),
  /** The copies and additions of an all-reduce in shared memory, without any waiting. */
  MEMORY("memory", BenchmarkWork.Kind.MEMORY);

  private final String key;
  private final BenchmarkWork.Kind kind;

  BenchmarkLimit(String key, BenchmarkWork.Kind kind) {
    this.key = key;
    this.kind = kind;
  }

  /** Name on the command line. */
  public String key() {
    return key;
  }

  /** Name in tables. */
  String title() {
    return "limit: " + key;
  }

  BenchmarkWork.Kind kind() {
    return kind;
  }
}
