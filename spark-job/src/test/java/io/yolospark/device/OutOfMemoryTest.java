package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes",
        "std::bad_alloc",
        "could not create a primitive",
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR",
        "GET was unable to find an engine to execute this computation",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
      })
  void recognisesWhatEnginesSay(String message) {
    assertThat(OutOfMemory.causes(new EngineException(message))).isTrue();
    assertThat(OutOfMemory.causes(new IllegalStateException("x", new EngineException(message))))
        .isTrue();
  }

  @Test
  void theJavaHeapCounts() {
    assertThat(OutOfMemory.causes(new IllegalStateException(new OutOfMemoryError("Java heap"))))
        .isTrue();
  }

  @Test
  void otherFailuresDoNot() {
    assertThat(OutOfMemory.causes(new EngineException("The size of tensor a (4) must match")))
        .isFalse();
    assertThat(OutOfMemory.causes(new EngineException("could not create a primitive descriptor")))
        .isFalse();
    assertThat(OutOfMemory.causes(new IllegalStateException())).isFalse();
  }
}
