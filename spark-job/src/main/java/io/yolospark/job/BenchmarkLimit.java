package io.yolospark.job;

/** What no all-reduce of this machine can be faster than, by a kind of means. */
public enum BenchmarkLimit {
  /** The bytes of a ring all-reduce by blocking sockets, not used for anything. */
  SOCKET("limit: socket", BenchmarkWork.Kind.SOCKET),
  /** The copies and additions of an all-reduce in shared memory, without any waiting. */
  MEMORY("limit: copy + add", BenchmarkWork.Kind.MEMORY);

  private final String title;
  private final BenchmarkWork.Kind kind;

  BenchmarkLimit(String title, BenchmarkWork.Kind kind) {
    this.title = title;
    this.kind = kind;
  }

  /** Name in tables. */
  String title() {
    return title;
  }

  BenchmarkWork.Kind kind() {
    return kind;
  }
}
