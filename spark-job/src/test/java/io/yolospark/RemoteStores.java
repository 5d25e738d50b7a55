package io.yolospark;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS in this JVM. */
public final class RemoteStores implements AutoCloseable {

  /** Where files may be. */
  public enum Store {
    HDFS
  }

  private final Configuration configuration = new Configuration();
  private final MiniDFSCluster hdfs;

  /** Starts it; it keeps its blocks in the folder. */
  public RemoteStores(java.nio.file.Path folder) throws IOException {
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  /** With what it takes to reach it. */
  public Configuration configuration() {
    return configuration;
  }

  /** A folder in a store. */
  public Path folder(Store store, String name) {
    return switch (store) {
      case HDFS -> new Path(hdfs.getURI() + "/" + name);
    };
  }

  @Override
  public void close() {
    hdfs.shutdown();
  }
}
