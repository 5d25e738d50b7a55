package io.yolospark.device;

import io.yolospark.config.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The instructions of this machine's processor. */
public final class Processor {

  /** Names of Linux for what oneDNN uses; any of them will do. */
  private static final Map<Precision, List<String>> INSTRUCTIONS =
      Map.of(
          Precision.BF16, List.of("avx512_bf16", "amx_bf16"),
          Precision.FP16, List.of("avx512_fp16", "amx_fp16"));

  private final Set<String> flags;

  private Processor(Set<String> flags) {
    this.flags = flags;
  }

  /** The processor that this process runs on. */
  public static Processor here() {
    return of(Path.of("/proc/cpuinfo"));
  }

  static Processor of(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> new Processor(Set.of(line.split(":\\s*")[1].split(" "))))
          .orElse(new Processor(Set.of()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what the processor can do", e);
    }
  }

  /** Why a precision is slower here than fp32, a line for the user; empty if it is not. */
  public Optional<String> objection(Precision precision) {
    List<String> wanted = INSTRUCTIONS.getOrDefault(precision, List.of());
    if (wanted.isEmpty() || wanted.stream().anyMatch(flags::contains)) {
      return Optional.empty();
    }
    String name = precision.name().toLowerCase(Locale.ROOT);
    return Optional.of(
        "model.precision: %s, but the processor has no instructions for it (%s), so that it is slower than fp32; set fp32, or model.slow-precision: true to insist"
            .formatted(name, String.join(" or ", wanted)));
  }
}
