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

  /** By it users forbid oneDNN newer instructions. */
  private static final String LIMIT = "ONEDNN_MAX_CPU_ISA";

  /** Its values below those that the half precisions need, oldest first. */
  private static final List<String> LIMITS =
      List.of(
          "SSE41",
          "AVX",
          "AVX2",
          "AVX2_VNNI",
          "AVX2_VNNI_2",
          "AVX512_CORE",
          "AVX512_CORE_VNNI",
          "AVX512_CORE_BF16");

  private static final Map<Precision, String> NEWEST_TOO_OLD =
      Map.of(Precision.BF16, "AVX512_CORE_VNNI", Precision.FP16, "AVX512_CORE_BF16");

  private final Set<String> flags;
  private final String limit;

  private Processor(Set<String> flags, String limit) {
    this.flags = flags;
    this.limit = limit;
  }

  /** The processor that this process runs on, as far as its environment lets oneDNN use it. */
  public static Processor here() {
    return of(Path.of("/proc/cpuinfo"), System.getenv(LIMIT));
  }

  static Processor of(Path file, String limit) {
    try {
      Set<String> flags =
          Files.readAllLines(file).stream()
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> Set.of(line.split(":\\s*")[1].split(" ")))
              .orElse(Set.of());
      return new Processor(flags, limit == null ? "" : limit.toUpperCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what the processor can do", e);
    }
  }

  /** Why a precision is slower here than fp32, a line for the user; empty if it is not. */
  public Optional<String> objection(Precision precision) {
    List<String> wanted = INSTRUCTIONS.getOrDefault(precision, List.of());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    int place = LIMITS.indexOf(limit);
    if (place >= 0 && place <= LIMITS.indexOf(NEWEST_TOO_OLD.get(precision))) {
      return Optional.of(objection(precision, LIMIT + "=" + limit + " forbids its instructions"));
    }
    if (wanted.stream().anyMatch(flags::contains)) {
      return Optional.empty();
    }
    String missing = "the processor has no instructions for it (%s)";
    return Optional.of(objection(precision, missing.formatted(String.join(" or ", wanted))));
  }

  private static String objection(Precision precision, String reason) {
    return "model.precision: %s, but %s, so that it is slower than fp32; set fp32, or model.slow-precision: true to insist"
        .formatted(precision.name().toLowerCase(Locale.ROOT), reason);
  }
}
