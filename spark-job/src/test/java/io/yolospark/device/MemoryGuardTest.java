package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

/** Over the memory of this process. */
class MemoryGuardTest {

  private static final long MEBIBYTE = 1 << 20;

  private final DeviceMemory memory = new ProcessMemory();

  @Test
  void whatLeavesTooLittleFreeIsOutOfMemoryUntilItIsGivenBack() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.ones(new Shape(1)).close();
      memory.release();
      MemoryLimit limit = new MemoryLimit(2 * (memory.used() + 100 * MEBIBYTE), "a test");
      MemoryGuard guard = new MemoryGuard(memory, limit, 0.5);
      assertThatCode(() -> guard.check("forward", 4)).doesNotThrowAnyException();

      try (NDArray much = manager.ones(new Shape(50 * MEBIBYTE))) { // 200 MiB
        assertThatThrownBy(() -> guard.check("forward", 4))
            .isInstanceOf(OutOfMemoryException.class)
            .hasMessageContaining("forward of 4 images takes ")
            .hasMessageEndingWith("(a test)")
            .satisfies(failure -> assertThat(OutOfMemory.causes(failure)).isTrue());
        assertThatCode(() -> guard.check("forward", 1))
            .as("nothing smaller is left to try")
            .doesNotThrowAnyException();
      }
      assertThatCode(() -> guard.check("forward", 4)).doesNotThrowAnyException();
    }
  }
}
