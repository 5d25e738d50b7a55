package io.yolospark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordBinderTest {

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@Setting(value = "1", doc = "A number.", max = 5) int someNumber) {}

  record Outer(
      @Setting(value = "true", doc = "A switch.") boolean flag,
      @Setting(value = "9000000000", doc = "A long.") long big,
      @Setting(value = "0.5", doc = "A fraction.", min = 0, max = 1) double part,
      @Setting(value = "dark-blue", doc = "A colour.") Colour colour,
      @Setting(value = "1m", doc = "A time.", key = "limit") Duration waitLimit,
      @Setting(value = "[a, b]", doc = "Texts.") List<String> texts,
      @Setting(value = "null", doc = "A text or none.") String text,
      @Setting(value = "{}", doc = "A section.") Inner inner) {}

  private final Mistakes mistakes = new Mistakes();

  private Optional<Outer> bind(String text) {
    ValueCheck none = (key, value) -> Optional.empty();
    YamlNode root = YamlReader.read(text, "", new Origin("config", 0, "/"), mistakes);
    return new RecordBinder(none, mistakes).bind(Outer.class, root);
  }

  private List<String> mistakes(String text) {
    assertThat(bind(text)).isEmpty();
    return catchThrowableOfType(ConfigException.class, mistakes::throwIfAny).mistakes().stream()
        .map(line -> line.replaceAll(" \\(config\\)$", ""))
        .toList();
  }

  @Test
  void takesDefaultsFromTheAnnotations() {
    assertThat(bind("{}"))
        .contains(
            new Outer(
                true,
                9_000_000_000L,
                0.5,
                Colour.DARK_BLUE,
                Duration.ofMinutes(1),
                List.of("a", "b"),
                null,
                new Inner(1)));
  }

  @Test
  void bindsEveryType() {
    assertThat(
            bind(
                """
                flag: false
                big: -3
                part: .25
                colour: red
                limit: 500 ms
                texts: no
                text: 1.50
                inner: {some-number: "5"}
                """))
        .contains(
            new Outer(
                false,
                -3,
                0.25,
                Colour.RED,
                Duration.ofMillis(500),
                List.of("no"),
                "1.50",
                new Inner(5)));
  }

  @Test
  void followsAliasesOfLists() {
    YamlNode tree = YamlReader.read("{a: &x [1], b: *x, c: '*x'}", "", Origin.DEFAULT, mistakes);

    Map<String, YamlNode> entries = ((YamlNode.Mapping) tree).entries();
    assertThat(entries.get("b")).isEqualTo(entries.get("a")).isInstanceOf(YamlNode.Sequence.class);
    assertThat(entries.get("c")).isEqualTo(new YamlNode.Scalar("*x", Origin.DEFAULT));
  }

  @Test
  void refusesAliasesOfSingleValues() {
    assertThat(mistakes("{text: &t hello, texts: [*t]}"))
        .containsExactly("texts[0]: *t names no section or list above; write the value");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThat(
            mistakes(
                """
                flag: yes
                big: 1e3
                part: .nan
                colour: RED
                limit: 0s
                texts: [a, null]
                text: {a: b}
                inner: {some-number: 6, someNumber: 1, zzz: 1}
                """))
        .containsExactlyInAnyOrder(
            "flag: \"yes\" is not known; accepted: true, false",
            "big: 1e3 is not an integer; accepted: an integer",
            "part: \".nan\" is not a number; accepted: 0 to 1",
            "colour: \"RED\" is not known; accepted: red, dark-blue",
            "limit: \"0s\" is not a time;"
                + " accepted: a time above zero with its unit, as 500ms, 60s, 10m or 2h",
            "texts: null is not text; accepted: a text or a list of texts",
            "text: a section is not a single value; accepted: text",
            "inner.some-number: 6 is out of range; accepted: at most 5",
            "inner.someNumber: unknown key; did you mean inner.some-number?",
            "inner.zzz: unknown key; accepted: some-number");
  }

  @Test
  void refusesNumbersThatOverflow() {
    assertThat(
            mistakes("{inner: {some-number: 4294967297}, part: 1e999, big: 9223372036854775808}"))
        .containsExactly(
            "big: 9223372036854775808 is not an integer; accepted: an integer",
            "part: 1e999 is not a number; accepted: 0 to 1",
            "inner.some-number: 4294967297 is not an integer; accepted: at most 5");
  }

  @Test
  void refusesMoreThanOneDocument() {
    assertThat(mistakes("text: a\n---\ntext: b"))
        .containsExactly("config: holds more than one YAML document; accepted: one");
  }

  @Test
  void keepsMistakesOnOneShortLine() {
    assertThat(mistakes("part: \"line one\\nline " + "x".repeat(500) + "\""))
        .singleElement()
        .asString()
        .doesNotContain("\n")
        .startsWith("part: \"line one line xxx")
        .endsWith("...\" is not a number; accepted: 0 to 1")
        .hasSizeLessThan(150);
  }
}
