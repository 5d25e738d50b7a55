package io.yolospark.job;

import io.yolospark.collective.Collective;
import java.io.IOException;

/** What a rank of a benchmark is timed at. For one thread. */
interface BenchmarkWork extends AutoCloseable {

  /** The kinds of work. */
  enum Kind {
    /** The collective's own all-reduce. */
    ALL_REDUCE {
      @Override
      BenchmarkWork create(Collective group, String host) {
        return new AllReduceWork(group);
      }
    },
    /** The bytes that a ring all-reduce sends and receives, by plain sockets. */
    SOCKET {
      @Override
      BenchmarkWork create(Collective group, String host) throws IOException {
        return SocketWork.connect(group, host);
      }
    },
    /** The additions and copies that an all-reduce cannot do without, in a rank's own memory. */
    MEMORY {
      @Override
      BenchmarkWork create(Collective group, String host) {
        return new MemoryWork(group.worldSize());
      }
    };

    abstract BenchmarkWork create(Collective group, String host) throws IOException;
  }

  /** Sets the size of an operation and checks what one gives; not timed. */
  void resize(long bytes) throws IOException;

  /** Values as at the start of a batch; not timed. */
  void refresh();

  /** One operation. */
  void run() throws IOException;

  @Override
  void close() throws IOException;
}
