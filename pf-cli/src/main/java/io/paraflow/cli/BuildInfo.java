package io.paraflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built, from which commit, and when.
 *
 * @param version the release
 * @param commit the abbreviated commit; {@code unknown} where the build was not told
 * @param time in UTC
 */
public record BuildInfo(String version, String commit, String time) {
  /** Of this build. */
  public static BuildInfo current() {
    Properties properties = new Properties();
    try (InputStream stream = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", "unknown"),
        properties.getProperty("commit", "unknown"),
        properties.getProperty("time", "unknown"));
  }

  /** {@code 0.1.0 (commit 0f3491b, built 2026-11-21T03:00:00Z)}. */
  @Override
  public String toString() {
    return version + " (commit " + commit + ", built " + time + ")";
  }
}
