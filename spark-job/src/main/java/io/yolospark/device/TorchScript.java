package io.yolospark.device;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TorchScript module without parameters, as a library of functions that take part in autograd. It
 * stays loaded until the process ends. Thread-safe.
 */
public final class TorchScript {

  private final NDManager manager = NDManager.newBaseManager();
  private final PtSymbolBlock module;

  /** For each method an array whose name tells DJL to call it. */
  private final Map<String, NDArray> selectors = new ConcurrentHashMap<>();

  private TorchScript(InputStream in) throws IOException {
    module = JniUtils.loadModule((PtNDManager) manager, in, false, false);
  }

  /**
   * Loads a module.
   *
   * @param in what {@code torch.jit.save} wrote; stays the caller's
   */
  public static TorchScript load(InputStream in) throws IOException {
    return new TorchScript(in);
  }

  /**
   * Calls a method of tensors that returns one tensor.
   *
   * @return attached to the manager of the first argument
   */
  public NDArray call(String method, NDArray... arguments) {
    NDList inputs = new NDList(arguments);
    inputs.add(selectors.computeIfAbsent(method, this::selector));
    // the optimizer would compile each method anew for every shape, and differentiate it by itself
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.forward(module, inputs, true /* as in training: autograd may record */)
        .singletonOrThrow();
  }

  private NDArray selector(String method) {
    NDArray selector = manager.create(0f);
    selector.setName("module_method:" + method);
    return selector;
  }
}
