package io.yolospark.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The GPUs that the driver's own tool lists, whatever {@code CUDA_VISIBLE_DEVICES} hides. */
public final class NvidiaSmi {

  private static final int LIMIT_SECONDS = 20;

  private NvidiaSmi() {}

  /**
   * Number of GPUs of this machine.
   *
   * @throws DeviceException if {@code nvidia-smi} cannot tell
   */
  public static int count() {
    return gpus().size();
  }

  static List<Gpu> gpus() {
    Process process = null;
    try {
      process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=index,uuid,driver_version",
                  "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
      InputStream out = process.getInputStream();
      CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> read(out));
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw failed("has not ended after " + LIMIT_SECONDS + " s");
      }
      String lines = text.join();
      if (process.exitValue() != 0) {
        throw failed("ended with " + process.exitValue() + ": " + lines.strip());
      }
      return parse(lines);
    } catch (IOException e) {
      throw failed("cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  static List<Gpu> parse(String text) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
      String[] parts = line.strip().split("\\s*,\\s*");
      if (parts.length != 3 || !parts[0].matches("\\d{1,4}")) {
        throw failed("says \"" + line + "\" where index, UUID and driver are expected");
      }
      gpus.add(new Gpu(Integer.parseInt(parts[0]), parts[1], parts[2]));
    }
    return gpus;
  }

  private static String read(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static DeviceException failed(String how) {
    return new DeviceException(
        "cluster.device: gpu, but nvidia-smi " + how.replaceAll("\\s*\\R\\s*", " "));
  }
}
