package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.Transport;

/**
 * A transport of gradients from outside of this package. {@link java.util.ServiceLoader} finds it
 * by an entry in {@code META-INF/services}; it needs a constructor without arguments.
 */
public interface TransportProvider {

  /** The value of {@code all-reduce.transport} that asks for it. */
  Transport transport();

  /**
   * Takes over {@link Collective#allReduce(java.nio.FloatBuffer)} of a group of two or more ranks.
   * Every rank calls this once, right after the group was formed.
   *
   * @param group connected over sockets; carries all other operations, and is closed with the
   *     result. Stays the caller's to close if this throws.
   * @throws CollectiveException if the ranks cannot use the transport together
   */
  Collective wrap(Collective group, AllReduceConfig settings);
}
