package io.paraflow.indexer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paraflow.core.batch.Ordinals;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkBodyTest {
  private static final long SEED = 20261121;
  private static final int ROWS = 500;
  private static final DictionaryProvider NO_DICTIONARIES = new MapDictionaryProvider();

  private final ObjectMapper mapper = new ObjectMapper();
  private final BufferAllocator allocator = new RootAllocator();
  private final byte[] fileId = new byte[BulkBody.FILE_ID_BYTES];

  @AfterEach
  void everythingIsReleased() {
    allocator.close();
  }

  @Test
  void bodiesOfAnySizeHaveWhatJacksonWrites() throws Exception {
    Random random = new Random(SEED);
    random.nextBytes(fileId);
    long[] ordinals = ordinals(random);
    try (VectorSchemaRoot root = rows(random)) {
      for (BulkAction action : BulkAction.values()) {
        for (int mostBytes : new int[] {300, 1000, 1 << 20}) {
          List<String> expected = expected(root, action, "a \"b\" ü", ordinals);
          List<String> lines = new ArrayList<>();
          try (BulkBody body = new BulkBody("a \"b\" ü", action, false, mostBytes, allocator)) {
            body.bind(root, NO_DICTIONARIES, fileId, Ordinals.of(ordinals));
            for (int row = 0; row < ROWS; row++) {
              if (!body.append(row)) {
                lines.addAll(sent(body, mostBytes));
                assertTrue(body.append(row), "an empty body has room for every row");
              }
            }
            lines.addAll(sent(body, mostBytes));
          }
          assertEquals(expected.size(), lines.size());
          for (int i = 0; i < lines.size(); i++) {
            assertEquals(
                mapper.readTree(expected.get(i)),
                mapper.readTree(lines.get(i)),
                "seed " + SEED + ", line " + i);
          }
        }
      }
    }
  }

  @Test
  void idsIncreaseWithTheOrdinalAsText() {
    List<String> ids = new ArrayList<>();
    for (long ordinal : new long[] {0, 1, 9, 10, 35, 36, 1295, 1296, 1L << 40, Long.MAX_VALUE}) {
      ids.add(id(ordinal));
    }
    assertEquals(ids.stream().sorted().toList(), ids);
    assertEquals(36, ids.getFirst().length());
    assertEquals("AAAAAAAAAAAAAAAAAAAAAA-1y2p0ij32e8e7", ids.getLast());
  }

  @Test
  void aRowLargerThanABodyIsRefusedAndLeavesTheOthers() throws Exception {
    try (VectorSchemaRoot root = texts("short", "x".repeat(400), "short too");
        BulkBody body = new BulkBody("logs", BulkAction.INDEX, false, 300, allocator)) {
      body.bind(root, NO_DICTIONARIES, fileId, Ordinals.from(7));
      assertTrue(body.append(0));
      IngestException e = assertThrows(IngestException.class, () -> body.append(1));
      assertEquals(ErrorCode.RECORD_TOO_LARGE, e.code());
      assertTrue(e.getMessage().contains("300"), e.getMessage());
      assertTrue(body.append(2));
      assertTrue(body.append(0));
      assertFalse(body.append(2), "the body is full");
      assertEquals(3, body.count());
      List<String> lines = sent(body, 300);
      assertEquals("short", mapper.readTree(lines.get(1)).get("text").asText());
      assertEquals("short too", mapper.readTree(lines.get(3)).get("text").asText());
      assertEquals(0, body.count());
      assertEquals(0, body.content().remaining());
    }
  }

  @Test
  void aFileIsIdentifiedBySixteenBytes() {
    try (VectorSchemaRoot root = texts("a");
        BulkBody body = new BulkBody("logs", BulkAction.INDEX, false, 300, allocator)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> body.bind(root, NO_DICTIONARIES, new byte[15], Ordinals.from(0)));
    }
  }

  private String id(long ordinal) {
    try (VectorSchemaRoot root = texts("a");
        BulkBody body = new BulkBody("logs", BulkAction.INDEX, false, 300, allocator)) {
      body.bind(root, NO_DICTIONARIES, fileId, Ordinals.from(ordinal));
      assertTrue(body.append(0));
      return mapper.readTree(sent(body, 300).getFirst()).get("index").get("_id").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a body that fits its limit and ends with a line feed; clears it. */
  private static List<String> sent(BulkBody body, int mostBytes) {
    String text = StandardCharsets.UTF_8.decode(body.content()).toString();
    assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= mostBytes);
    assertTrue(text.endsWith("\n"));
    List<String> lines = text.lines().toList();
    assertEquals(2 * body.count(), lines.size());
    body.clear();
    return lines;
  }

  /** The slow and plain way. */
  private List<String> expected(
      VectorSchemaRoot root, BulkAction action, String index, long[] ordinals) {
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(fileId);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      String ordinal = BigInteger.valueOf(ordinals[row]).toString(36);
      ObjectNode target = mapper.createObjectNode();
      target.put("_index", index);
      target.put("_id", id + "-" + "0".repeat(13 - ordinal.length()) + ordinal);
      JsonNode meta =
          mapper.createObjectNode().set(action == BulkAction.INDEX ? "index" : "create", target);
      lines.add(meta.toString());
      ObjectNode document = mapper.createObjectNode();
      document.put("number", ((BigIntVector) root.getVector("number")).get(row));
      VarCharVector texts = (VarCharVector) root.getVector("text");
      if (texts.isNull(row)) {
        document.putNull("text");
      } else {
        document.put("text", new String(texts.get(row), StandardCharsets.UTF_8));
      }
      lines.add(document.toString());
    }
    return lines;
  }

  private static long[] ordinals(Random random) {
    return random
        .longs(ROWS, 0, Long.MAX_VALUE)
        .map(ordinal -> ordinal >>> random.nextInt(63))
        .sorted()
        .toArray();
  }

  private VectorSchemaRoot rows(Random random) {
    VarCharVector texts = new VarCharVector("text", allocator);
    BigIntVector numbers = new BigIntVector("number", allocator);
    for (int row = 0; row < ROWS; row++) {
      numbers.setSafe(row, random.nextLong() >> random.nextInt(64));
      if (random.nextInt(8) > 0) {
        String text = "é\"\n\\plain ".repeat(random.nextInt(8));
        texts.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    numbers.setValueCount(ROWS);
    texts.setValueCount(ROWS);
    return new VectorSchemaRoot(List.of(numbers, texts));
  }

  private VectorSchemaRoot texts(String... values) {
    VarCharVector texts = new VarCharVector("text", allocator);
    for (int row = 0; row < values.length; row++) {
      texts.setSafe(row, values[row].getBytes(StandardCharsets.UTF_8));
    }
    texts.setValueCount(values.length);
    return new VectorSchemaRoot(List.of(texts));
  }
}
