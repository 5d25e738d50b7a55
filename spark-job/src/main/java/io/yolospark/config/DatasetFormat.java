package io.yolospark.config;

/** Annotation formats that the dataset readers know. */
public enum DatasetFormat {
  /** One text file per image, rows of class id and normalised centre, width and height. */
  YOLO,
  /** Pascal VOC: one XML file per image, corners in pixels. */
  VOC,
  /** COCO: one JSON file per split; left, top, width and height in pixels. */
  COCO
}
