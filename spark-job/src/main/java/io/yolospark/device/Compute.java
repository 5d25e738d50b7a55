package io.yolospark.device;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Settings of the engine that hold for a whole JVM or thread. */
public final class Compute {

  private Compute() {}

  /**
   * Starts the engine for a rank: {@code threads} compute threads per operation, and no autograd on
   * the calling thread outside of gradient collectors (torch keeps that switch per thread, DJL
   * turns it off only on the first).
   */
  public static void start(int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Engine.getInstance();
    JniUtils.setGradMode(false);
  }
}
