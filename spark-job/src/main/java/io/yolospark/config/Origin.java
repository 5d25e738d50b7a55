package io.yolospark.config;

/**
 * Where a value was written.
 *
 * @param source a file, or {@code --set}; empty for defaults
 * @param line line in the file, from 1; 0 where there are no lines
 * @param folder absolute folder against which a relative path written there is resolved
 */
record Origin(String source, int line, String folder) {

  /** Of defaults: their paths, if any, are absolute. */
  static final Origin DEFAULT = new Origin("", 0, "/");

  /** The ending of a mistake: {@code " (job.yaml:12)"}, or nothing. */
  String suffix() {
    if (source.isEmpty()) {
      return "";
    }
    return line > 0 ? " (" + source + ":" + line + ")" : " (" + source + ")";
  }
}
