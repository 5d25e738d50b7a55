package io.yolospark.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.yolospark.config.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {

  @TempDir private Path folder;

  private Processor with(String flags) throws IOException {
    return with(flags, null);
  }

  private Processor with(String flags, String limit) throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nflags\t\t: fpu " + flags + "\nbugs\t\t: none\n");
    return Processor.of(file, limit);
  }

  @Test
  void aPrecisionNeedsInstructions() throws IOException {
    assertThat(with("avx512f").objection(Precision.BF16))
        .contains(
            "model.precision: bf16, but the processor has no instructions for it (avx512_bf16 or"
                + " amx_bf16), so that it is slower than fp32; set fp32, or"
                + " model.slow-precision: true to insist");
    assertThat(with("avx512f amx_bf16").objection(Precision.BF16)).isEmpty();
    assertThat(with("avx512_bf16").objection(Precision.FP16)).isPresent();
    assertThat(with("avx512_fp16").objection(Precision.FP16)).isEmpty();
    assertThat(with("avx2").objection(Precision.FP32)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AVX2, true, true",
    "avx512_core_vnni, true, true",
    "AVX512_CORE_BF16, false, true",
    "AVX512_CORE_AMX, false, false",
    "DEFAULT, false, false"
  })
  void aPrecisionNeedsInstructionsThatMayBeUsed(String limit, boolean bf16, boolean fp16)
      throws IOException {
    Processor processor = with("avx512_bf16 avx512_fp16", limit);
    assertThat(processor.objection(Precision.BF16).isPresent()).isEqualTo(bf16);
    assertThat(processor.objection(Precision.FP16).isPresent()).isEqualTo(fp16);
    assertThat(processor.objection(Precision.FP32)).isEmpty();
  }
}
