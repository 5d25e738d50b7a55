package io.yolospark.dataset;

import java.io.Serializable;

/**
 * Something wrong with one image or its annotation.
 *
 * @param kind what is wrong
 * @param file the file it is in: the image, the label file, the XML or the JSON
 * @param line line in the file, from 1, or in a COCO file the place in its list of annotations; 0
 *     where it concerns the file as a whole
 * @param reason what exactly, in one line
 * @param count how many problems of this kind this entry stands for: 1, or more where a file has so
 *     many that the rest are only counted
 */
public record Problem(ProblemKind kind, String file, int line, String reason, int count)
    implements Serializable {

  /** {@code file:line: kind: reason}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line : file;
    return place + ": " + kind.title() + ": " + reason;
  }
}
