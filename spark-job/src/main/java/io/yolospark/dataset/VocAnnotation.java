package io.yolospark.dataset;

import java.util.List;

/**
 * Content of a Pascal VOC XML file, as it is written.
 *
 * @param filename null if not stated
 * @param width in pixels; null if not stated
 * @param height in pixels; null if not stated
 */
record VocAnnotation(String filename, String width, String height, List<VocObject> objects) {

  /**
   * One annotated object; texts are null where the element is missing.
   *
   * @param line line of the element in the file
   */
  record VocObject(int line, String name, String xmin, String ymin, String xmax, String ymax) {}
}
