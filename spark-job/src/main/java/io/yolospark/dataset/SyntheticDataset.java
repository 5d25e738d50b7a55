package io.yolospark.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A drawn dataset to try things with: shapes of several classes on textured backgrounds, in YOLO
 * layout with an Ultralytics {@code data.yaml}. Deterministic; on any Hadoop file system.
 */
public final class SyntheticDataset {

  /** Says that a set is whole and what it was drawn from; raise the version with the drawing. */
  private static final String MANIFEST = "synth.json";

  private static final int VERSION = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private record Manifest(int version, SyntheticSpec spec) {}

  private final Path root;
  private final SyntheticSpec spec;
  private final FileSystem fileSystem;

  private SyntheticDataset(Path root, SyntheticSpec spec, FileSystem fileSystem) {
    this.root = root;
    this.spec = spec;
    this.fileSystem = fileSystem;
  }

  /**
   * Makes sure that a set is there: draws it, or keeps the one that was drawn from the same values.
   * The set appears whole, by a rename; what a killed run leaves is a folder beside it named {@code
   * root.tmp-…}.
   *
   * @param root folder of the set: any Hadoop FileSystem URI
   * @return true if the set was drawn now, false if it was there
   * @throws InvalidDatasetException if the folder holds anything else
   * @throws UncheckedIOException if the file system fails
   */
  public static boolean ensure(String root, SyntheticSpec spec, Configuration hadoop) {
    if (System.getProperty("java.awt.headless") == null) {
      // Drawing into memory must not look for a display.
      System.setProperty("java.awt.headless", "true");
    }
    try {
      Path path = new Path(root);
      FileSystem fileSystem = unchecked(path.getFileSystem(hadoop));
      return new SyntheticDataset(fileSystem.makeQualified(path), spec, fileSystem).ensure();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "synthetic set: cannot write " + root + ": " + OneLine.of(e), e);
    }
  }

  /**
   * Local files without Hadoop's checksums beside them: a picture or label edited by hand must stay
   * readable.
   */
  private static FileSystem unchecked(FileSystem fileSystem) {
    return fileSystem instanceof ChecksumFileSystem checked
        ? checked.getRawFileSystem()
        : fileSystem;
  }

  private boolean ensure() throws IOException {
    if (fileSystem.exists(root)) {
      if (fileSystem.getFileStatus(root).isDirectory() && fileSystem.listStatus(root).length == 0) {
        // A rename onto a folder would put the set into it.
        fileSystem.delete(root, false);
      } else {
        requireSame();
        return false;
      }
    }
    Path draft = new Path(root.getParent(), root.getName() + ".tmp-" + UUID.randomUUID());
    try {
      write(draft);
      if (!fileSystem.rename(draft, root)) {
        throw new IOException("cannot rename " + draft + " to " + root);
      }
    } finally {
      fileSystem.delete(draft, true);
    }
    return true;
  }

  private void requireSame() throws IOException {
    String help = "; delete the folder or choose another one";
    byte[] found =
        SmallFile.read(fileSystem, new Path(root, MANIFEST), SmallFile.LARGEST_ANNOTATION);
    if (found == null) {
      throw new InvalidDatasetException(
          "synthetic set: " + root + " exists and is no whole synthetic set" + help);
    }
    String text = SmallFile.text(found);
    if (!text.equals(manifest())) {
      throw new InvalidDatasetException(
          "synthetic set: "
              + root
              + " was drawn from other values: "
              + text.replaceAll("\\s+", " ")
              + help);
    }
    for (Split split : new Split[] {Split.TRAIN, Split.VAL}) {
      for (String kind : new String[] {"images", "labels"}) {
        Path folder = new Path(root, kind + "/" + split.key());
        int files = fileSystem.exists(folder) ? fileSystem.listStatus(folder).length : 0;
        if (files != images(split)) {
          throw new InvalidDatasetException(
              "synthetic set: "
                  + folder
                  + " has "
                  + files
                  + " files instead of "
                  + images(split)
                  + help);
        }
      }
    }
  }

  private void write(Path draft) throws IOException {
    for (Split split : new Split[] {Split.TRAIN, Split.VAL}) {
      for (int i = 0; i < images(split); i++) {
        SplittableRandom random = random(split, i);
        SyntheticScene scene = SyntheticScene.compose(spec.imageSide(), spec.classes(), random);
        String name = split.key() + "/" + String.format("%06d", i);
        create(new Path(draft, "images/" + name + ".jpg"), jpeg(scene, random));
        create(new Path(draft, "labels/" + name + ".txt"), utf8(scene.labels()));
      }
    }
    create(new Path(draft, "data.yaml"), utf8(descriptor()));
    create(new Path(draft, MANIFEST), utf8(manifest()));
  }

  private int images(Split split) {
    return split == Split.TRAIN ? spec.trainImages() : spec.valImages();
  }

  /** A generator of its own for each picture, so that a longer set begins with the shorter one. */
  private SplittableRandom random(Split split, int index) {
    long picture = 2L * index + (split == Split.TRAIN ? 0 : 1);
    return new SplittableRandom(new SplittableRandom(spec.seed()).nextLong() + picture).split();
  }

  private static byte[] jpeg(SyntheticScene scene, SplittableRandom random) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) random.nextDouble(0.75, 0.95));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(
            null, new IIOImage(new SyntheticPainter(scene, random).paint(), null, null), param);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }

  private String descriptor() {
    StringBuilder text =
        new StringBuilder("# Synthetic shapes; paths are relative to this file.\n");
    text.append("train: images/train\nval: images/val\nnames:\n");
    for (int id = 0; id < spec.classes(); id++) {
      text.append("  ").append(id).append(": ");
      text.append(SyntheticShape.CLASSES.get(id).className()).append('\n');
    }
    return text.toString();
  }

  private String manifest() {
    try {
      return JSON.writeValueAsString(new Manifest(VERSION, spec));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers is always JSON", e);
    }
  }

  private void create(Path file, byte[] content) throws IOException {
    try (OutputStream out = fileSystem.create(file, false)) {
      out.write(content);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
