package io.yolospark.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Loads a job config: the YAML file, the dataset descriptor it names, and the {@code --set}
 * overrides, checked all at once. Thread-safe where its {@link TextSource} is.
 */
public final class ConfigLoader {

  private static final String DATASET = "dataset";

  private final TextSource source;

  /** A loader that reads files through {@code source}. */
  public ConfigLoader(TextSource source) {
    this.source = source;
  }

  /**
   * Loads the config in {@code file}.
   *
   * <p>Relative paths in a file ({@code output}, {@code dataset}, {@code dataset.root}) are
   * resolved against the folder of that file, those of overrides against the working directory;
   * absolute paths and URIs with a scheme stay as they are.
   *
   * @param file path or URI, as the user gave it
   * @param overrides {@code key=value} each: dotted keys, the value in YAML; a later one wins over
   *     an earlier one of the same key, and keys within a section win over the section
   * @throws ConfigException with every mistake in the file, the descriptor and the overrides
   */
  public JobConfig load(String file, List<String> overrides) {
    Mistakes mistakes = new Mistakes();
    YamlNode root = read("--config", file, "", Origin.DEFAULT, mistakes);
    Overrides sets = Overrides.parse(overrides, source.qualify("."), mistakes);
    root = sets.applyTopLevel(root);
    if (root instanceof YamlNode.Mapping mapping && mapping.entries().containsKey(DATASET)) {
      root = mapping.with(DATASET, descriptor(mapping.entries().get(DATASET), mistakes));
    }
    root = sets.applyNested(root);
    RecordBinder binder = new RecordBinder(ConfigChecks::complaint, mistakes);
    JobConfig config = binder.bind(JobConfig.class, root).orElse(null);
    ConfigChecks.across(binder.values(), mistakes);
    mistakes.throwIfAny();
    return config;
  }

  /**
   * The sections {@code model}, {@code train} and {@code all-reduce} of a config that says nothing
   * about them, for programs without a job.
   *
   * @param overrides as for {@link #load}, of these sections alone
   * @throws ConfigException with every mistake in them
   */
  public static Sections sections(List<String> overrides) {
    Mistakes mistakes = new Mistakes();
    Overrides sets = Overrides.parse(overrides, "", mistakes);
    YamlNode root = sets.applyTopLevel(YamlNode.Mapping.empty(Origin.DEFAULT));
    RecordBinder binder = new RecordBinder(ConfigChecks::complaint, mistakes);
    Sections sections = binder.bind(Sections.class, sets.applyNested(root)).orElse(null);
    ConfigChecks.across(binder.values(), mistakes);
    mistakes.throwIfAny();
    return sections;
  }

  /** Sections that mean something without a job. */
  public record Sections(
      @Setting(value = "{}", doc = "") ModelConfig model,
      @Setting(value = "{}", doc = "") TrainConfig train,
      @Setting(value = "{}", doc = "") AllReduceConfig allReduce) {}

  /** The descriptor, out of the file that {@code node} names or inline. */
  private YamlNode descriptor(YamlNode node, Mistakes mistakes) {
    YamlNode tree = node;
    if (node instanceof YamlNode.Scalar scalar) {
      String location = Locations.resolve(scalar.origin().folder(), scalar.text());
      tree = read(DATASET, location, DATASET, scalar.origin(), mistakes);
    }
    return Descriptor.normalise(tree, mistakes);
  }

  /**
   * Reads a YAML file.
   *
   * @param asker key or option that names the file, {@code place} where it does
   * @param section dotted key under which the content hangs
   */
  private YamlNode read(
      String asker, String file, String section, Origin place, Mistakes mistakes) {
    String location;
    try {
      location = source.qualify(file);
    } catch (IllegalArgumentException e) {
      mistakes.add(asker, Mistakes.show(file) + " is neither a path nor a URI", place);
      return new YamlNode.Unreadable(place);
    }
    Origin origin = new Origin(file, 1, Locations.parent(location));
    try {
      return YamlReader.read(source.read(location), section, origin, mistakes);
    } catch (IOException e) {
      mistakes.add(asker, Mistakes.show(file) + " cannot be read: " + reason(e), place);
      return new YamlNode.Unreadable(place);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
