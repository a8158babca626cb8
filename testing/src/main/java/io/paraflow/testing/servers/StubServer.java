package io.paraflow.testing.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server that can break every rule: it answers with whatever a function returns, over
 * plain sockets on the loopback interface, so that bodies can end early and connections can be
 * reset. Each connection has a virtual thread; the function must be safe for several.
 */
public final class StubServer implements AutoCloseable {
  private final ServerSocket server;
  private final Function<Request, Response> answers;
  private final int portionBytes;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /** Listens on a free port. */
  public StubServer(Function<Request, Response> answers) {
    this(answers, Integer.MAX_VALUE);
  }

  /**
   * Listens on a free port.
   *
   * @param portionBytes how much of a body is handed to the socket at a time, at least 1
   */
  public StubServer(Function<Request, Response> answers, int portionBytes) {
    this.answers = answers;
    this.portionBytes = portionBytes;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("stub-server").start(this::accept);
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Refuses new connections and resets the open ones. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket connection = server.accept();
        connection.setTcpNoDelay(true);
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = new BufferedOutputStream(connection.getOutputStream());
      boolean open = true;
      while (open) {
        Request request = read(in);
        open = request != null && write(request, connection, out);
      }
    } catch (SocketException e) {
      return; // the client went away
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.remove(connection);
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    int target = start.indexOf(' ') + 1;
    return new Request(
        start.substring(0, target - 1),
        start.substring(target, start.indexOf(' ', target)),
        Map.copyOf(headers),
        new String(in.readNBytes(length), ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int read = in.read();
    while (read >= 0 && read != '\n') {
      line.append((char) read);
      read = in.read();
    }
    return line.toString().strip();
  }

  private boolean write(Request request, Socket connection, OutputStream out) throws IOException {
    Response response = answers.apply(request);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " Stub\r\n");
    response.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (!response.headers().containsKey("Content-Length")) {
      head.append("Content-Length: " + response.body().length + "\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      byte[] body = response.body();
      for (int sent = 0; sent < body.length; sent += portionBytes) {
        out.flush();
        out.write(body, sent, Math.min(portionBytes, body.length - sent));
      }
    }
    out.flush();
    switch (response.ending()) {
      case KEEP_OPEN -> {
        return true;
      }
      case CLOSE -> connection.close();
      case RESET -> {
        connection.setSoLinger(true, 0);
        connection.close();
      }
    }
    return false;
  }

  /**
   * What a client sent.
   *
   * @param target path and query as they came
   * @param headers by lower-case name
   * @param body one character a byte
   */
  public record Request(String method, String target, Map<String, String> headers, String body) {}

  /**
   * What to send.
   *
   * @param headers {@code Content-Length} is added unless it is given, which may lie
   * @param ending what happens to the connection afterwards
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Response(int status, Map<String, String> headers, byte[] body, Ending ending) {
    /** An answer without a body that leaves the connection open. */
    public static Response of(int status, Map<String, String> headers) {
      return new Response(status, headers, new byte[0], Ending.KEEP_OPEN);
    }
  }

  /** What happens to a connection after an answer. */
  public enum Ending {
    /** The next request may come. */
    KEEP_OPEN,
    /** An orderly end (FIN). */
    CLOSE,
    /** A broken connection (RST). */
    RESET
  }
}
