package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is named, and everything else is read. */
class BadInputTest {
  private static final String GOOD = "good.ndjson";
  private static final int GOOD_ROWS = 3;

  @TempDir private Path folder;

  @BeforeEach
  void makeGoodFile() throws IOException {
    Files.writeString(folder.resolve(GOOD), "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  }

  @Test
  void aFileThatIsNotThere() {
    Ended ended = work(item("gone.parquet"), item(GOOD));
    assertOthersProcessed(ended, "gone.parquet");
  }

  @Test
  void aTruncatedParquetFile() throws IOException {
    Path made = folder.resolve("made");
    DailyLogs.write(made, 1, 500, 1_000);
    byte[] whole = Files.readAllBytes(made.resolve("logs/2026/01/01/access-0.parquet"));
    Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));

    Ended ended = work(item("cut.parquet"), item(GOOD));
    assertOthersProcessed(ended, "cut.parquet");
  }

  @Test
  void aTruncatedGzipFileDeliversWhatComesBeforeTheCut() throws IOException {
    Path made = folder.resolve("made");
    DailyLogs.write(made, 1, 500, 1_000_000);
    byte[] whole = Files.readAllBytes(made.resolve("logs/2026/01/01/service-1.ndjson.gz"));
    Files.write(folder.resolve("cut.ndjson.gz"), Arrays.copyOf(whole, whole.length / 2));

    Ended ended = work(item("cut.ndjson.gz"), item(GOOD));

    assertEquals(4, ended.exit(), ended.err());
    assertTrue(ended.err().contains("cut.ndjson.gz"), ended.err());
    assertTrue(ended.lines().size() > GOOD_ROWS + 100, () -> ended.lines().size() + " lines");
    assertTrue(ended.lines().contains("{\"a\":3}"));
  }

  @Test
  void textThatIsNotUtf8IsRepairedOnTheWayOut() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message rows { required binary text (STRING); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("latin1.parquet")))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .build()) {
      for (String text : List.of("before", "gr\u00fcn", "after")) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        writer.write(new SimpleGroup(schema).append("text", Binary.fromConstantByteArray(bytes)));
      }
    }

    Ended ended = work(item("latin1.parquet"));

    assertEquals(0, ended.exit(), ended.err());
    assertEquals(
        List.of("{\"text\":\"before\"}", "{\"text\":\"gr\ufffdn\"}", "{\"text\":\"after\"}"),
        ended.lines());
  }

  @Test
  void aWorkItemThatIsNotJson() {
    Ended ended = work("this is not JSON", item(GOOD));
    assertOthersProcessed(ended, "JSON");
  }

  @Test
  void aFileOfUnknownFormat() throws IOException {
    Files.writeString(folder.resolve("notes"), "neither one nor the other");

    Ended ended = work(item("notes"), item(GOOD));
    assertOthersProcessed(ended, "notes");
  }

  @Test
  void aMalformedLineIsCountedWithItsByteOffset() throws IOException {
    String first = "{\"a\":\"\u00e9\"}\n";
    Files.writeString(folder.resolve("broken.ndjson"), first + "{\"a\":oops}\n{\"a\":\"z\"}\n");
    int offset = first.getBytes(StandardCharsets.UTF_8).length;

    Ended ended = work(item("broken.ndjson"));

    assertEquals(first + "{\"a\":\"z\"}\n", ended.out(), ended.err());
    assertTrue(
        ended
            .err()
            .lines()
            .anyMatch(line -> line.contains("broken.ndjson") && line.contains("" + offset)),
        ended.err());
  }

  @Test
  void deadLettersKeepABadLineThatIsLoggedAllTheSame() throws IOException {
    Files.writeString(folder.resolve("broken.ndjson"), "{\"a\":1}\n{\"a\":oops}\n");

    Ended ended =
        run(worker() + " --dead-letters kept " + Commands.quoted(folder + "/broken.ndjson"));

    assertEquals(4, ended.exit(), ended.err());
    assertOneLine(ended, "broken.ndjson: the record at byte 8 cannot be read");
    assertOneLine(ended, "1 dead letters are in kept/");
    try (Stream<Path> kept = Files.list(folder.resolve("kept"))) {
      String entry = Files.readString(kept.findFirst().orElseThrow());
      assertTrue(entry.contains("\"ordinal\":8,"), entry);
    }
  }

  @Test
  void aFilterThatDoesNotFitItsColumn() throws IOException {
    DailyLogs.write(folder, 1, 10, 1_000);

    Ended ended =
        run(worker() + " --filter 'status > many' logs/2026/01/01/access-0.parquet good.ndjson");

    assertEquals(4, ended.exit(), ended.err());
    assertEquals("", ended.out());
    assertOneLine(
        ended,
        "access-0.parquet: filter \\\"status > many\\\": column status compares with an integer"
            + " such as 42, but \\\"many\\\" is none");
    assertOneLine(ended, "good.ndjson has no column status");
  }

  @Test
  void anUnknownColumn() {
    Ended ended = run("echo " + Commands.quoted(item(GOOD)) + " | " + worker() + " --columns b");
    assertEquals(4, ended.exit(), ended.err());
    assertEquals("", ended.out());
    assertTrue(ended.err().contains("\"b\"") || ended.err().contains(" b"), ended.err());
  }

  @Test
  void aBadFlagIsRefusedBeforeAnythingIsRead() {
    Ended ended = run(worker() + " --thread 2");
    assertEquals(2, ended.exit(), ended.err());
    assertTrue(ended.err().contains("--threads"), ended.err());
  }

  @Test
  void theDiscovererNamesAFolderThatIsNotThere() {
    Ended ended = run(Commands.bin("pf-discoverer") + " nowhere");
    assertEquals(4, ended.exit(), ended.err());
    assertTrue(ended.err().contains("nowhere"), ended.err());
  }

  private static void assertOthersProcessed(Ended ended, String named) {
    assertEquals(4, ended.exit(), ended.err());
    assertEquals("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", ended.out(), ended.err());
    assertTrue(ended.err().contains(named), ended.err());
  }

  private static void assertOneLine(Ended ended, String text) {
    assertEquals(1, ended.err().lines().filter(line -> line.contains(text)).count(), ended.err());
  }

  private String item(String name) {
    return "{\"uri\":\"file://" + folder.resolve(name) + "\",\"size_bytes\":1}";
  }

  private Ended work(String... items) {
    try {
      Path lines = Files.writeString(folder.resolve("items"), String.join("\n", items) + "\n");
      return run(worker() + " < " + Commands.quoted(lines.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String worker() {
    return Commands.bin("pf-worker") + " --destination stdout --threads 1";
  }

  private Ended run(String command) {
    return new Commands(folder, Map.of()).run(command);
  }
}
