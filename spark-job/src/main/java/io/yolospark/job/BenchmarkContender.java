package io.yolospark.job;

import java.io.IOException;
import java.util.List;

/**
 * Something whose ranks are processes that a benchmark starts. Each says hello, takes a line that
 * lets it join the others, answers once it has, and from then on takes lines of three numbers:
 * bytes, batches, and operations of a batch. A batch starts with fresh values and when all ranks
 * have come to it; the answer is the time that the operations took, in nanoseconds.
 */
interface BenchmarkContender {

  /** Whether others are measured against it. */
  boolean peer();

  /** How often a rank holds the bytes of an operation. */
  int copies();

  /** Name in tables, once every rank has said hello. */
  String name(List<String> hellos);

  /** Program and arguments of a rank. */
  List<String> command(int rank) throws IOException;

  /** What a rank needs to join the others, given what each said as hello. */
  String join(int rank, List<String> hellos) throws IOException;
}
