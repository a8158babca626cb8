package io.paraflow.testing.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paraflow.testing.servers.StubServer.Ending;
import io.paraflow.testing.servers.StubServer.Request;
import io.paraflow.testing.servers.StubServer.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One bucket in memory that answers HEAD, ranged GET and ListObjectsV2 as S3 does, until it is told
 * to do otherwise. Keeps a ledger of what it was asked.
 */
public final class StubS3 implements AutoCloseable {
  /** The bucket that exists. */
  public static final String BUCKET = "bucket";

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d+)");
  private static final int PAGE_KEYS = 1000;

  private final StubServer server;
  private final SortedMap<String, StoredObject> objects = new TreeMap<>();
  private final Deque<UnaryOperator<Response>> faults = new ArrayDeque<>();
  private final List<Request> ledger = new ArrayList<>();
  private int versions;

  /** Starts with an empty bucket. */
  public StubS3() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Starts with an empty bucket.
   *
   * @param portionBytes how much of a body is handed to the socket at a time, at least 1
   */
  @SuppressWarnings("this-escape")
  public StubS3(int portionBytes) {
    this.server = new StubServer(this::answer, portionBytes);
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** Puts an object in place; each has another ETag. */
  public synchronized void put(String key, byte[] content) {
    objects.put(key, new StoredObject(content, "\"v" + ++versions + "\""));
  }

  /** Removes an object. */
  public synchronized void remove(String key) {
    objects.remove(key);
  }

  /** Changes the answer to one GET; each fault is used once, in the order in which they came. */
  public synchronized void fault(UnaryOperator<Response> fault) {
    faults.add(fault);
  }

  /** Every request so far, in order. */
  public synchronized List<Request> ledger() {
    return List.copyOf(ledger);
  }

  /** The body ends after so many bytes although the header promised more. */
  public static UnaryOperator<Response> cutAfter(int bytes, Ending ending) {
    return r -> {
      Map<String, String> headers = new HashMap<>(r.headers());
      headers.put("Content-Length", String.valueOf(r.body().length));
      return new Response(
          r.status(), headers, Arrays.copyOf(r.body(), Math.min(bytes, r.body().length)), ending);
    };
  }

  /** Another status, without a body. */
  public static UnaryOperator<Response> status(int status, Map<String, String> headers) {
    return _ -> Response.of(status, headers);
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized Response answer(Request request) {
    ledger.add(request);
    Response response = honest(request);
    boolean faulty = request.method().equals("GET") && !faults.isEmpty();
    return faulty ? faults.remove().apply(response) : response;
  }

  private Response honest(Request request) {
    String path = request.target().split("\\?", 2)[0];
    if (!path.startsWith("/" + BUCKET)) {
      return error(request, 404, "NoSuchBucket");
    }
    String key = decode(path.substring(BUCKET.length() + 1).replaceFirst("^/", ""));
    if (key.isEmpty()) {
      return request.method().equals("HEAD") ? Response.of(200, Map.of()) : list(request);
    }
    StoredObject object = objects.get(key);
    if (object == null) {
      return error(request, 404, "NoSuchKey");
    }
    String ifMatch = request.headers().get("if-match");
    if (ifMatch != null && !ifMatch.equals(object.tag())) {
      return error(request, 412, "PreconditionFailed");
    }
    return content(request, object);
  }

  private static Response content(Request request, StoredObject object) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", object.tag());
    headers.put("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    byte[] content = object.content();
    String range = request.headers().get("range");
    if (range == null) {
      headers.put("Content-Length", String.valueOf(content.length));
      if (request.headers().containsKey("x-amz-checksum-mode")) {
        headers.put("x-amz-checksum-crc32", crc32(content));
      }
      return new Response(200, headers, content, Ending.KEEP_OPEN);
    }
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches()) {
      return error(request, 416, "InvalidRange");
    }
    boolean suffix = matcher.group(1).isEmpty();
    int last = Integer.parseInt(matcher.group(2));
    int from = suffix ? Math.max(0, content.length - last) : Integer.parseInt(matcher.group(1));
    int to = suffix ? content.length : Math.min(last + 1, content.length);
    if (from >= content.length) {
      return error(request, 416, "InvalidRange");
    }
    headers.put("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, content.length));
    return new Response(206, headers, Arrays.copyOfRange(content, from, to), Ending.KEEP_OPEN);
  }

  private Response list(Request request) {
    Map<String, String> query = query(request.target());
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("continuation-token", "");
    List<Map.Entry<String, StoredObject>> found =
        objects.tailMap(after.isEmpty() ? prefix : after + "\0").entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .limit(PAGE_KEYS + 1)
            .toList();
    boolean truncated = found.size() > PAGE_KEYS;
    StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
    xml.append("<IsTruncated>" + truncated + "</IsTruncated>");
    if (truncated) {
      String token = URLEncoder.encode(found.get(PAGE_KEYS - 1).getKey(), UTF_8);
      xml.append("<NextContinuationToken>" + token + "</NextContinuationToken>");
    }
    for (Map.Entry<String, StoredObject> entry :
        found.subList(0, Math.min(PAGE_KEYS, found.size()))) {
      xml.append("<Contents><Key>" + URLEncoder.encode(entry.getKey(), UTF_8) + "</Key><Size>");
      xml.append(entry.getValue().content().length + "</Size>");
      xml.append("<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>");
    }
    byte[] body = xml.append("</ListBucketResult>").toString().getBytes(UTF_8);
    return new Response(200, Map.of("Content-Type", "application/xml"), body, Ending.KEEP_OPEN);
  }

  private static Map<String, String> query(String target) {
    Map<String, String> query = new HashMap<>();
    int mark = target.indexOf('?');
    for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
    }
    // The token came out of a URL-encoded answer, and is sent back as it was.
    query.computeIfPresent("continuation-token", (_, token) -> decode(token));
    return query;
  }

  private static Response error(Request request, int status, String code) {
    byte[] body =
        request.method().equals("HEAD")
            ? new byte[0]
            : ("<Error><Code>" + code + "</Code></Error>").getBytes(UTF_8);
    return new Response(status, Map.of("Content-Type", "application/xml"), body, Ending.KEEP_OPEN);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static String crc32(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    long value = crc.getValue();
    byte[] bytes = {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    return Base64.getEncoder().encodeToString(bytes);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record StoredObject(byte[] content, String tag) {}
}
