package io.yolospark.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yolospark.config.DatasetConfig;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Checks images of a COCO dataset. */
final class CocoImageCheck {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DatasetConfig dataset;
  private final Configuration hadoop;

  CocoImageCheck(DatasetConfig dataset, Configuration hadoop) {
    this.dataset = dataset;
    this.hadoop = hadoop;
  }

  CheckedImage check(String listed) {
    int tab = listed.lastIndexOf(CocoLayout.SEPARATOR); // JSON has none, a file name may
    String image = listed.substring(0, tab);
    ProblemList problems = new ProblemList();
    ImageRecord record = null;
    try {
      Path path = new Path(image);
      ImageHeader header = ImageHeaderReader.read(path.getFileSystem(hadoop), path);
      record = read(image, header, rows(listed.substring(tab + 1)), problems);
    } catch (BadImageException e) {
      problems.add(e.kind(), image, 0, e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(ProblemKind.UNREADABLE_IMAGE, image, 0, OneLine.of(e));
    }
    return new CheckedImage(image, record, problems.toList());
  }

  private static JsonNode rows(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the layout wrote it", e);
    }
  }

  private ImageRecord read(String image, ImageHeader header, JsonNode rows, ProblemList problems) {
    String file = rows.path(CocoLayout.SOURCE).asText();
    BoxCollector boxes = new BoxCollector(file, header.width(), header.height(), problems);
    new CocoLabels(file, dataset.names(), header, boxes, problems).read(rows);
    int annotations = rows.path(CocoLayout.ANNOTATIONS).size();
    int passedOver = problems.count(ProblemKind.UNKNOWN_CLASS) + problems.count(ProblemKind.CROWD);
    if (boxes.isEmpty() && annotations > passedOver) {
      problems.add(
          ProblemKind.NO_VALID_BOX,
          file,
          0,
          "none of " + annotations + " annotations of " + image + "; image not used");
      return null;
    }
    return boxes.toRecord(image);
  }
}
