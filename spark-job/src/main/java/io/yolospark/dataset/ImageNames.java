package io.yolospark.dataset;

import java.util.List;
import java.util.Locale;

/** What file names say. */
final class ImageNames {

  /** Suffixes that are read, most frequent first. */
  static final List<String> READABLE = List.of(".jpg", ".jpeg", ".png", ".bmp", ".webp");

  /** Listed as well, so that they are reported as unsupported and not passed over. */
  private static final List<String> OTHER =
      List.of(".tif", ".tiff", ".dng", ".mpo", ".pfm", ".gif", ".heic", ".avif");

  private ImageNames() {}

  /** Whether a name has the suffix of an image. */
  static boolean isImage(String name) {
    String suffix = suffix(name).toLowerCase(Locale.ROOT);
    return READABLE.contains(suffix) || OTHER.contains(suffix);
  }

  /** The path without suffix, if its last name has one. */
  static String withoutSuffix(String path) {
    return path.substring(0, path.length() - suffix(path).length());
  }

  private static String suffix(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(dot) : "";
  }

  /** Replaces the last {@code from} in a path; a path without it stays as it is. */
  static String replaceLast(String path, String from, String to) {
    int at = path.lastIndexOf(from);
    return at < 0 ? path : path.substring(0, at) + to + path.substring(at + from.length());
  }
}
