package io.paraflow.discoverer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paraflow.core.file.Location;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrefixesTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          s3://b/a s3://b/a/b,              s3://b/a
          s3://b/a/b s3://b/a,              s3://b/a
          s3://b/a s3://b/ab,               s3://b/a
          s3://b/z s3://b/a s3://b/z,       s3://b/z s3://b/a
          s3://b/ s3://b/x s3://b2/x,       s3://b/ s3://b2/x
          s3://b/x s3://b2/x,               s3://b/x s3://b2/x
          /a /a/b /a/b/c.x,                 /a
          /a /ab,                           /a /ab
          /a/b /a/c,                        /a/b /a/c
          / /a,                             /
          /a /a/*.x /a/*.x,                 /a
          /a/* /a/b /a/*/c,                 /a/* /a/b /a/*/c
          /s3 s3://b/s3,                    /s3 s3://b/s3
          """)
  void noPrefixIsListedTwice(String given, String kept) {
    assertEquals(locations(kept), Prefixes.withoutOverlap(locations(given)));
  }

  @Test
  void aTemplateIsTakenBelowThePlaceThatWasNamed() {
    assertEquals("s3://b/logs/x", below("s3://b", "logs/x"));
    assertEquals("s3://b/logs/x", below("s3://b/", "logs/x"));
    assertEquals("s3://b/base/x", below("s3://b/base", "x"));
    assertEquals("s3://b/base/x", below("s3://b/base/", "x"));
    assertEquals("file:///data/x/", below("/data", "x/"));
    assertEquals("file:///x", below("/", "x"));
  }

  private static String below(String root, String expanded) {
    return Prefixes.below(Location.parse(root), expanded).toString();
  }

  private static List<Location> locations(String texts) {
    return Arrays.stream(texts.split(" ")).map(Location::parse).toList();
  }
}
