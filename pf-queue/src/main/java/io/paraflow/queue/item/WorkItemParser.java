package io.paraflow.queue.item;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ByteRange;
import io.paraflow.core.file.FileStore;
import io.paraflow.core.file.Location;
import io.paraflow.core.work.WorkItem;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages of three shapes. Shared by all threads.
 *
 * <ul>
 *   <li>a work item: an object with {@code file_uri}, and optionally {@code job_id}, {@code
 *       file_size_bytes}, {@code format}, {@code attempt} and {@code enqueued_at};
 *   <li>a discovered file: an object with {@code uri}, and optionally {@code size_bytes} and {@code
 *       last_modified};
 *   <li>a bare location, {@code s3://bucket/key}, {@code file:///path} or an absolute path.
 * </ul>
 *
 * <p>Either object may have {@code range_start} (inclusive) and {@code range_end} (exclusive), byte
 * positions that make it a part of the file; without one of them the part begins or ends with the
 * file.
 *
 * <p>Fields that it does not know are ignored. So are {@code destination} and {@code transform}:
 * whoever can write to a queue must not choose where a worker sends data, with which credentials,
 * or which code it runs. The first message that tries is logged, all are counted.
 */
public final class WorkItemParser {
  /** The longest message, in bytes of UTF-8 or, for text, in characters. */
  public static final int MAX_MESSAGE_BYTES = 1 << 20;

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkItemParser.class);
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
  private static final String DISCOVERED = "discovered";
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .readerFor(JsonNode.class);

  private final AtomicLong ignoredInstructions = new AtomicLong();

  /** A parser that has ignored nothing yet. */
  public WorkItemParser() {}

  /** How many messages had a destination or a transform of their own, which was ignored. */
  public long ignoredInstructions() {
    return ignoredInstructions.get();
  }

  /**
   * Reads one message.
   *
   * @throws IngestException INVALID_WORK_ITEM, naming the field
   */
  public WorkItem parse(String message) {
    if (message.length() > MAX_MESSAGE_BYTES) {
      throw tooLong();
    }
    if (message.stripLeading().startsWith("{")) {
      return parseObject(message);
    }
    if (message.startsWith("/") || SCHEME.matcher(message).lookingAt()) {
      return new WorkItem(
          DISCOVERED, location("location", message), FileStore.UNKNOWN_LENGTH, "", Map.of());
    }
    throw invalid("it is neither a JSON object nor a location such as s3://bucket/key", null);
  }

  /** What a message over the limit is refused with. */
  public static IngestException tooLong() {
    return invalid("it is longer than " + MAX_MESSAGE_BYTES + " bytes", null);
  }

  private WorkItem parseObject(String text) {
    JsonNode node;
    try {
      node = READER.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid("it is not valid JSON, " + e.getOriginalMessage(), e);
    }
    if (present(node, "file_uri") != null) {
      countInstructions(node);
      checkCount(node, "attempt");
      String job = text(node, "job_id");
      String format = text(node, "format");
      return new WorkItem(
          job == null ? "" : job,
          location("file_uri", text(node, "file_uri")),
          size(node, "file_size_bytes"),
          format == null ? "" : format.toLowerCase(Locale.ROOT),
          range(node),
          attributes(node, "enqueued_at"));
    }
    if (present(node, "uri") != null) {
      return new WorkItem(
          DISCOVERED,
          location("uri", text(node, "uri")),
          size(node, "size_bytes"),
          "",
          range(node),
          attributes(node, "last_modified"));
    }
    throw invalid("it has neither file_uri nor uri", null);
  }

  private void countInstructions(JsonNode node) {
    JsonNode destination = node.path("destination");
    boolean instructs =
        !destination.path("endpoint").asText("").isEmpty()
            || !destination.path("index").asText("").isEmpty()
            || destination.hasNonNull("credentials")
            || node.hasNonNull("transform");
    if (instructs && ignoredInstructions.getAndIncrement() == 0) {
      LOGGER.warn(
          "Work items come with a destination or a transform of their own: ignored, the worker uses"
              + " its own");
    }
  }

  private static Map<String, String> attributes(JsonNode node, String... names) {
    Map<String, String> attributes = new HashMap<>();
    for (String name : names) {
      String value = text(node, name);
      if (value != null) {
        attributes.put(name, value);
      }
    }
    return attributes;
  }

  private static Location location(String field, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw invalid(field + " is empty", null);
    }
    try {
      return Location.parse(text);
    } catch (IngestException e) {
      throw invalid(field + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = present(node, field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrongType(field, "a string", value);
    }
    return value.textValue();
  }

  private static long size(JsonNode node, String field) {
    JsonNode value = checkCount(node, field);
    return value == null ? FileStore.UNKNOWN_LENGTH : value.longValue();
  }

  private static ByteRange range(JsonNode node) {
    JsonNode start = checkCount(node, "range_start");
    JsonNode end = checkCount(node, "range_end");
    long from = start == null ? ByteRange.ALL.start() : start.longValue();
    long to = end == null ? ByteRange.ALL.end() : end.longValue();
    if (from > to) {
      throw invalid("range_start " + from + " is greater than range_end " + to, null);
    }
    return new ByteRange(from, to);
  }

  private static @Nullable JsonNode checkCount(JsonNode node, String field) {
    JsonNode value = present(node, field);
    if (value != null
        && !(value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0)) {
      throw wrongType(field, "a whole number from 0 to 2^63-1", value);
    }
    return value;
  }

  private static @Nullable JsonNode present(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private static IngestException wrongType(String field, String expected, JsonNode value) {
    String actual = value.isNumber() ? value.asText() : value.getNodeType().name();
    return invalid(
        field + " must be " + expected + " but is " + actual.toLowerCase(Locale.ROOT), null);
  }

  private static IngestException invalid(String reason, @Nullable Exception cause) {
    return new IngestException(
        ErrorCode.INVALID_WORK_ITEM, "Cannot understand a work item: " + reason, cause);
  }
}
