package io.yolospark.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joining of paths and URIs as text. {@code java.net.URI} is not used: it refuses the blanks and
 * brackets that file names have, and Hadoop paths are not percent-encoded.
 */
final class Locations {

  /** Scheme and authority (group 1, may be empty), then an absolute path (group 2). */
  private static final Pattern ABSOLUTE =
      Pattern.compile("((?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*)?)?)(/.*)", Pattern.DOTALL);

  /** An authority alone, as {@code s3a://bucket}. */
  private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/]+");

  private Locations() {}

  /** Whether nothing is left to resolve: a scheme or a leading slash is there. */
  static boolean isAbsolute(String location) {
    return ABSOLUTE.matcher(location).matches() || AUTHORITY.matcher(location).matches();
  }

  /** An absolute location as it is, a relative one within the absolute {@code folder}. */
  static String resolve(String folder, String location) {
    if (isAbsolute(location)) {
      return location;
    }
    Matcher base = ABSOLUTE.matcher(folder + "/");
    if (!base.matches()) {
      throw new IllegalArgumentException("Cannot resolve against a relative folder: " + folder);
    }
    return base.group(1) + normalise(base.group(2) + location);
  }

  /** The folder of an absolute location. */
  static String parent(String location) {
    return resolve(location, "..");
  }

  private static String normalise(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }
}
