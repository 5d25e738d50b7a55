package io.yolospark.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as {@code 1KB} or {@code 14.7MB}, powers of ten, from 4 bytes to 1 GB. */
final class SizeConverter implements ITypeConverter<Long> {

  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]+)?)(B|KB|MB|GB)");
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB");
  private static final long MOST = 1_000_000_000;

  @Override
  public Long convert(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (matcher.matches()) {
      int power = 3 * UNITS.indexOf(matcher.group(2));
      long bytes = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(power).longValue();
      if (bytes >= Float.BYTES && bytes <= MOST) {
        return bytes / Float.BYTES * Float.BYTES;
      }
    }
    throw new TypeConversionException(text + " is no size; accepted: 4B to 1GB, as 14.7MB");
  }
}
