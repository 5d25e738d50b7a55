package io.yolospark.dataset;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Paths and list files of a split. */
final class SplitFiles {

  private static final Pattern WITH_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

  private SplitFiles() {}

  /** A path as a user writes it: absolute, with scheme, or relative to a folder. */
  static Path resolve(Path folder, String written, Configuration hadoop) throws IOException {
    // Path would take the text before a colon for a scheme, but file names may have colons.
    Path path =
        WITH_SCHEME.matcher(written).matches()
            ? new Path(written)
            : new Path(folder, new Path(null, null, written));
    FileSystem fileSystem = path.getFileSystem(hadoop);
    return fileSystem.makeQualified(path);
  }

  /** The lines of a list file that are not blank; null if there is no such file. */
  static List<String> lines(Path list, Configuration hadoop) throws IOException {
    byte[] bytes = SmallFile.read(list.getFileSystem(hadoop), list, SmallFile.LARGEST_LIST);
    return bytes == null
        ? null
        : SmallFile.text(bytes).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
  }
}
