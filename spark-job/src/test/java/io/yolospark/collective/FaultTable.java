package io.yolospark.collective;

import io.yolospark.config.Transport;
import java.util.List;
import java.util.Locale;

/**
 * Prints every fault among four processes: what the other ranks say, and after how long. Argument:
 * the transport, then the names of some faults, or none for all.
 */
final class FaultTable {

  private FaultTable() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("| fault | first and last rank to know | messages |\n|---|---|---|");
    List<String> names = List.of(arguments).subList(1, arguments.length);
    for (Fault fault : Fault.values()) {
      if (!names.isEmpty() && !names.contains(fault.name())) {
        continue;
      }
      FaultRun run = FaultRun.of(fault, Transport.valueOf(arguments[0]), 1);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f to %.2f s | %s |%n",
          fault,
          run.first(),
          run.last(),
          String.join("<br>", run.messages()));
      System.out.flush();
    }
  }
}
