package io.yolospark.dataset;

import io.yolospark.config.DatasetConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Checks images of a Pascal VOC dataset. */
final class VocImageCheck {

  private final DatasetConfig dataset;
  private final Configuration hadoop;

  VocImageCheck(DatasetConfig dataset, Configuration hadoop) {
    this.dataset = dataset;
    this.hadoop = hadoop;
  }

  CheckedImage check(String listed) {
    ProblemList problems = new ProblemList();
    String file = VocLayout.annotation(listed);
    VocAnnotation annotation = readAnnotation(file, problems);
    if (annotation == null) {
      return new CheckedImage(listed, null, problems.toList());
    }
    String image = listed;
    ImageRecord record = null;
    try {
      FileSystem fileSystem = new Path(listed).getFileSystem(hadoop);
      image = locate(fileSystem, listed, annotation);
      ImageHeader header = ImageHeaderReader.read(fileSystem, new Path(image));
      record = read(image, header, file, annotation, problems);
    } catch (BadImageException e) {
      problems.add(e.kind(), image, 0, e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(ProblemKind.UNREADABLE_IMAGE, image, 0, OneLine.of(e));
    }
    return new CheckedImage(image, record, problems.toList());
  }

  private VocAnnotation readAnnotation(String file, ProblemList problems) {
    try {
      Path path = new Path(file);
      byte[] xml = SmallFile.read(path.getFileSystem(hadoop), path, SmallFile.LARGEST_ANNOTATION);
      if (xml == null) {
        problems.add(
            ProblemKind.MISSING_ANNOTATION, file, 0, "the file does not exist; image not used");
        return null;
      }
      return VocAnnotationParser.parse(xml);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(ProblemKind.UNREADABLE_ANNOTATION, file, 0, OneLine.of(e));
      return null;
    }
  }

  /** The image file: the listed one, else the same name with another suffix, else as annotated. */
  private static String locate(FileSystem fileSystem, String listed, VocAnnotation annotation)
      throws IOException {
    List<Path> candidates = new ArrayList<>();
    candidates.add(new Path(listed));
    String stem = ImageNames.withoutSuffix(listed);
    for (String suffix : ImageNames.READABLE) {
      candidates.add(new Path(stem + suffix));
      candidates.add(new Path(stem + suffix.toUpperCase(Locale.ROOT)));
    }
    String filename = annotation.filename();
    if (filename != null && !filename.isEmpty()) {
      // Only the name: a path there is one on the annotator's machine.
      String name =
          filename.substring(1 + Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')));
      if (!name.isEmpty()) {
        candidates.add(new Path(new Path(listed).getParent(), new Path(null, null, name)));
      }
    }
    for (Path candidate : candidates) {
      if (fileSystem.exists(candidate)) {
        return candidate.toString();
      }
    }
    return listed;
  }

  private ImageRecord read(
      String image,
      ImageHeader header,
      String file,
      VocAnnotation annotation,
      ProblemList problems) {
    BoxCollector boxes = new BoxCollector(file, header.width(), header.height(), problems);
    new VocLabels(file, dataset.names(), header, boxes, problems).read(annotation);
    int objects = annotation.objects().size();
    int unknown = problems.count(ProblemKind.UNKNOWN_CLASS);
    if (boxes.isEmpty() && objects > unknown) {
      problems.add(
          ProblemKind.NO_VALID_BOX, file, 0, "none of " + objects + " objects; image not used");
      return null;
    }
    return boxes.toRecord(image);
  }
}
