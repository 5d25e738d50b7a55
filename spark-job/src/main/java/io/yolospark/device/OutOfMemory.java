package io.yolospark.device;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognises a failure whose cause is that memory ended, whatever it is disguised as. */
public final class OutOfMemory {

  /**
   * What PyTorch's allocators say on CPU and GPU, and how cuDNN and cuBLAS name a workspace that
   * they could not get.
   */
  private static final List<String> SIGNS =
      List.of(
          "out of memory",
          "can't allocate memory",
          "not enough memory",
          "cannot allocate memory",
          "std::bad_alloc",
          "cudnn_status_alloc_failed",
          "cudnn_status_internal_error",
          "cudnn_status_not_initialized",
          "unable to find an engine to execute this computation",
          "cublas_status_alloc_failed",
          "cublas_status_not_initialized");

  /**
   * oneDNN, which could not get memory for code or scratch space; seen under a real limit. An
   * unsupported operation is about a primitive descriptor.
   */
  private static final Pattern ONE_DNN =
      Pattern.compile("could not (create|execute) a (primitive(?! desc)|memory)");

  private OutOfMemory() {}

  /** Whether the failure, or one of its causes, means that memory ended. */
  public static boolean causes(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError
          || each instanceof OutOfMemoryException
          || isSign(each.getMessage())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSign(String message) {
    if (message == null) {
      return false;
    }
    String lower = message.toLowerCase(Locale.ROOT);
    return SIGNS.stream().anyMatch(lower::contains) || ONE_DNN.matcher(lower).find();
  }
}
