package io.yolospark.collective;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ConfigException;
import io.yolospark.config.Transport;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The {@link TransportProvider}s of this build. */
public final class TransportProviders {

  private TransportProviders() {}

  /**
   * Checks that this build has a transport.
   *
   * @throws ConfigException if it has not; says how to build it
   */
  public static void require(Transport transport) {
    if (transport == Transport.BIGDL && find(transport).isEmpty()) {
      throw new ConfigException(
          List.of(
              "all-reduce.transport: bigdl is not in this build of yolospark; accepted: auto, tcp,"
                  + " shared-memory, or bigdl with a jar built by submit/install-bigdl and"
                  + " mvn -Pbigdl package"));
    }
  }

  /** The group as the settings ask for it; closes it on failure. */
  static Collective wrap(Collective group, AllReduceConfig settings) {
    try {
      require(settings.transport());
      return find(settings.transport())
          .map(provider -> provider.wrap(group, settings))
          .orElse(group);
    } catch (RuntimeException | LinkageError e) {
      group.close();
      throw e;
    }
  }

  private static Optional<TransportProvider> find(Transport transport) {
    try {
      return ServiceLoader.load(TransportProvider.class, TransportProviders.class.getClassLoader())
          .stream()
          .map(ServiceLoader.Provider::get)
          .filter(provider -> provider.transport() == transport)
          .findFirst();
    } catch (ServiceConfigurationError e) {
      return Optional.empty(); // an entry that a build with the provider left behind
    }
  }
}
