package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.yolospark.config.DeviceKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DevicesTest {

  @Test
  void aCpuIsACpu() {
    assertThat(Devices.of(DeviceKind.CPU, -1)).isEqualTo(Device.cpu());
  }

  @Test
  void aMissingGpuIsAnErrorAndNeverACpu() {
    int visible = Engine.getInstance().getGpuCount();

    assertThatThrownBy(() -> Devices.of(DeviceKind.GPU, visible))
        .isInstanceOf(DeviceException.class)
        .hasMessageStartingWith(
            "cluster.device: gpu, but this executor sees %d GPUs (wanted number %1$d)"
                .formatted(visible));
  }

  @Test
  void autogradIsOffOnTheThreadThatStarts() throws Exception {
    CompletableFuture<boolean[]> modes = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              Engine.getInstance();
              boolean before = JniUtils.isGradMode();
              Compute.start(1);
              modes.complete(new boolean[] {before, JniUtils.isGradMode()});
            });
    thread.start();

    assertThat(modes.get(30, TimeUnit.SECONDS)).containsExactly(true, false);
  }
}
