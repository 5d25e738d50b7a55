package io.yolospark.dataset;

/** Text from a user's file, made fit for one line of a message. */
final class Excerpt {

  private static final int LONGEST = 40;

  private Excerpt() {}

  /** At most 40 characters, control characters replaced, in quotation marks. */
  static String of(String text) {
    String head = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder printable = new StringBuilder("'");
    head.codePoints()
        .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.append('\'').toString();
  }
}
