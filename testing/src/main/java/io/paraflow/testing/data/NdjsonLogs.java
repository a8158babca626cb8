package io.paraflow.testing.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Log lines of about 399 bytes with 13 fields, one of them an object, 15 leaves in all. One in
 * twenty user ids is null, 3.5 % of the messages have escapes or letters beyond ASCII, one line in
 * 200 has its keys in another order and one in 200 other keys.
 */
public final class NdjsonLogs {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Random random;
  private final boolean shuffled;
  private Instant time;

  private NdjsonLogs(boolean shuffled, Instant start) {
    this.random = new Random(start.getEpochSecond());
    this.shuffled = shuffled;
    this.time = start;
  }

  /** How the lines are written. */
  public enum Variant {
    /** As they are. */
    PLAIN(".ndjson"),
    /** The keys of every line in an order of their own. */
    SHUFFLED("-shuffled.ndjson"),
    /** Compressed with gzip. */
    GZIP(".ndjson.gz");

    private final String ending;

    Variant(String ending) {
      this.ending = ending;
    }

    String ending() {
      return ending;
    }
  }

  /**
   * Writes whole lines until there are at least so many bytes before compression.
   *
   * @param start the first line's time, which decides about everything else too
   */
  static void write(Path file, Variant variant, long bytes, Instant start) throws IOException {
    NdjsonLogs logs = new NdjsonLogs(variant == Variant.SHUFFLED, start);
    OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    try (OutputStream out = variant == Variant.GZIP ? new GZIPOutputStream(raw, 1 << 16) : raw) {
      for (long written = 0; written < bytes; ) {
        byte[] line = logs.line().getBytes(StandardCharsets.UTF_8);
        out.write(line);
        written += line.length;
      }
    }
  }

  private String line() {
    time = time.plusMillis(random.nextInt(5));
    List<String> fields = new ArrayList<>();
    fields.add(text("timestamp", TIMESTAMP.format(time)));
    fields.add(text("level", pick("INFO", "INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR")));
    fields.add(text("service", pick("checkout", "payments", "auth", "catalog", "shipping-svc")));
    fields.add(text("host", "node-" + random.nextInt(400) + ".prod.example.com"));
    fields.add(text("message", message() + marks()));
    fields.add(value("status", random.nextInt(10) < 8 ? "200" : pick("404", "503")));
    fields.add(value("bytes", Integer.toString(random.nextInt(1 << 20))));
    fields.add(value("duration_ms", Double.toString(random.nextInt(1_000_000) / 1000.0)));
    fields.add(
        random.nextInt(20) == 0
            ? value("user_id", "null")
            : text("user_id", "u" + (100_000 + random.nextInt(11_000))));
    fields.add(text("client_ip", "10." + octet() + "." + octet() + "." + octet()));
    HexFormat hex = HexFormat.of();
    fields.add(
        text("trace_id", hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong())));
    fields.add(value("cached", Boolean.toString(random.nextBoolean())));
    fields.add(value("metadata", metadata()));

    int shape = random.nextInt(200);
    if (shape == 0 || shuffled) {
      Collections.shuffle(fields, random);
    } else if (shape == 1) {
      fields =
          List.of(
              fields.get(0),
              fields.get(1),
              fields.get(4),
              value("extra", "{\"a\":[1,2,{\"b\":\"x\"}],\"c\":\"y\"}"),
              fields.get(12));
    }
    return "{" + String.join(",", fields) + "}\n";
  }

  private String message() {
    int first = random.nextInt(1_000_000);
    int second = random.nextInt(5_000);
    return switch (random.nextInt(5)) {
      case 0 -> "GET /api/v1/items/" + first + " completed in " + second + " ms";
      case 1 -> "user " + first + " logged in from new device, session " + second + " started";
      case 2 -> "cache miss for key item:" + first + " (shard " + second + "), falling back to db";
      case 3 -> "payment " + first + " authorised with gateway response " + second;
      default -> "worker " + first + " picked job " + second + " from queue default";
    };
  }

  private String marks() {
    int kind = random.nextInt(1000);
    if (kind < 20) {
      return " \\\"quoted\\\"\\n\\tat line";
    }
    if (kind < 30) {
      return " café → 日本";
    }
    return kind < 35 ? " \\u00e9\\u20ac\\ud83d\\ude00" : "";
  }

  private String metadata() {
    return "{"
        + text("region", pick("eu-west-1", "us-east-1", "ap-south-1"))
        + ","
        + text("version", "v2." + random.nextInt(20) + "." + random.nextInt(10))
        + ","
        + value("retry", Integer.toString(random.nextInt(4)))
        + "}";
  }

  private int octet() {
    return random.nextInt(256);
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String text(String name, String value) {
    return value(name, "\"" + value + "\"");
  }

  private static String value(String name, String json) {
    return "\"" + name + "\":" + json;
  }
}
