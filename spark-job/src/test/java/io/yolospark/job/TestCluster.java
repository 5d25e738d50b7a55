package io.yolospark.job;

import io.yolospark.config.AllReduceConfig;
import io.yolospark.config.ClusterConfig;
import io.yolospark.config.DeviceKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two real executor JVMs on this machine, from the assembled SPARK_HOME. All test classes that are
 * extended with it share one context, which ends after the last of them.
 */
public final class TestCluster implements BeforeAllCallback {

  public static final int RANKS = 2;

  private static JavaSparkContext context;

  @Override
  public void beforeAll(ExtensionContext extension) throws IOException {
    synchronized (TestCluster.class) {
      if (context == null) {
        context = start();
        extension
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .put(TestCluster.class, (AutoCloseable) TestCluster::stop);
      }
    }
  }

  public static JavaSparkContext context() {
    return context;
  }

  /** The results of the body by rank, on all executors of the context. */
  public static <R extends Serializable> List<R> run(String id, RankBody<R> body)
      throws InterruptedException {
    RankStageSpec spec =
        new RankStageSpec(
            id,
            "test " + id,
            RANKS,
            0,
            Duration.ofSeconds(40),
            AllReduceConfig.within(Duration.ofSeconds(30)),
            Duration.ofSeconds(200));
    return RankStage.run(context, spec, body);
  }

  static ClusterConfig config(int executors) {
    return new ClusterConfig(
        executors, null, 1, "512m", DeviceKind.CPU, null, Duration.ofSeconds(60));
  }

  private static void stop() throws IOException {
    Path work = Path.of(System.getenv("SPARK_HOME"), "work", context.sc().applicationId());
    context.stop();
    List<Path> jars;
    try (Stream<Path> walk = Files.walk(work)) {
      jars = walk.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    for (Path jar : jars) {
      Files.delete(jar); // 170 MB for each executor, and Spark leaves them
    }
  }

  private static JavaSparkContext start() throws IOException {
    return new JavaSparkContext(conf());
  }

  /** The settings of the cluster. */
  static SparkConf conf() throws IOException {
    Path target = Path.of(System.getProperty("yolospark.jar")).getParent();
    SparkConf conf =
        new SparkConf(false)
            .setAppName("tests")
            .setMaster("local-cluster[%d,1,512]".formatted(RANKS))
            // shipped like an application's: fetched by the executors, not on their class path
            .setJars(
                new String[] {
                  System.getProperty("yolospark.jar"), testJar(target).toUri().toString()
                })
            .set("spark.ui.port", "0");
    return RankSettings.complete(conf, config(RANKS));
  }

  /** The test classes as a jar, so that the class loader which has ours has them too. */
  private static Path testJar(Path target) throws IOException {
    Path classes = target.resolve("test-classes");
    Path jar = Files.createTempFile(target, "tests", ".jar");
    jar.toFile().deleteOnExit();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(classes.resolve("io/yolospark"))) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file : files) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
