package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleGpusTest {

  private static final List<Gpu> MACHINE =
      NvidiaSmi.parse(
          """
          0, GPU-aaaa-1, 550.54.15
          1, GPU-bbbb-2, 550.54.15
          2, GPU-bbcc-3, 550.54.15
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | 2 | 2",
        "none | GPU-bbbb-2 | 1",
        "2,0 | 0 | 1",
        "2,0 | GPU-bbcc-3 | 0",
        "GPU-bbcc-3, GPU-aaaa-1 | 0 | 1",
        "GPU-bbb | 1 | 0",
        "MIG-x,MIG-y | MIG-y | 1",
        "1,7,0 | 1 | 0"
      })
  void anAddressIsAPositionInTheVariable(String variable, String address, int number) {
    String value = variable.equals("none") ? null : variable;
    assertThat(new VisibleGpus(value, MACHINE).number(address)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"2,1 | 0", "'' | 0", "1,7,0 | 0", "-1 | 0", "none | MIG-x"})
  void whatTheVariableHidesIsAnError(String variable, String address) {
    String value = variable.equals("none") ? null : variable;
    assertThatThrownBy(() -> new VisibleGpus(value, MACHINE).number(address))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("GPU " + address + " that Spark gave this rank is hidden")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> new VisibleGpus(null, MACHINE).number("3"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("GPU 3 that Spark gave this rank is not there")
        .hasMessageContaining("0 GPU-aaaa-1");
  }

  @Test
  void aDriverTooOldIsAnError() {
    Devices.requireDriver(MACHINE);
    Devices.requireDriver(NvidiaSmi.parse("0, GPU-a, 525.60.13"));
    assertThatThrownBy(() -> Devices.requireDriver(NvidiaSmi.parse("0, GPU-a, 525.60.11")))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "cluster.device: gpu, but the driver of GPU 0 GPU-a is 525.60.11, too old for CUDA 12;"
                + " install 525.60.13 or newer");
  }

  @Test
  void anUnexpectedListIsAnError() {
    assertThatThrownBy(() -> NvidiaSmi.parse("No devices were found"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("No devices were found");
  }
}
