package io.yolospark.dataset;

import io.yolospark.config.DatasetConfig;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Checks images of a YOLO dataset. */
final class YoloImageCheck {

  private final DatasetConfig dataset;
  private final Configuration hadoop;

  YoloImageCheck(DatasetConfig dataset, Configuration hadoop) {
    this.dataset = dataset;
    this.hadoop = hadoop;
  }

  CheckedImage check(String image) {
    ProblemList problems = new ProblemList();
    ImageRecord record = null;
    try {
      Path path = new Path(image);
      ImageHeader header = ImageHeaderReader.read(path.getFileSystem(hadoop), path);
      record = read(image, header, problems);
    } catch (BadImageException e) {
      problems.add(e.kind(), image, 0, e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(ProblemKind.UNREADABLE_IMAGE, image, 0, OneLine.of(e));
    }
    return new CheckedImage(image, record, problems.toList());
  }

  private ImageRecord read(String image, ImageHeader header, ProblemList problems) {
    String file = YoloLayout.labels(image);
    BoxCollector boxes = new BoxCollector(file, header.width(), header.height(), problems);
    byte[] bytes;
    try {
      Path path = new Path(file);
      bytes = SmallFile.read(path.getFileSystem(hadoop), path, SmallFile.LARGEST_ANNOTATION);
    } catch (IOException e) {
      problems.add(ProblemKind.UNREADABLE_ANNOTATION, file, 0, OneLine.of(e));
      return null;
    }
    if (bytes != null) {
      int rows =
          new YoloLabels(file, dataset.names().size(), boxes, problems).read(SmallFile.text(bytes));
      if (rows > 0 && boxes.isEmpty()) {
        problems.add(
            ProblemKind.NO_VALID_BOX, file, 0, "none of " + rows + " rows; image not used");
        return null;
      }
    }
    return boxes.toRecord(image);
  }
}
