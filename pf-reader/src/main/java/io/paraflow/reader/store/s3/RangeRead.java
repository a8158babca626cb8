package io.paraflow.reader.store.s3;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Fills one segment, over as many requests as broken bodies make necessary: each goes on at the
 * first byte that is missing. A body whose checksum is verified begins again instead, because its
 * end alone could not be verified.
 *
 * <p>Failures to get an answer at all are retried by the SDK; what is counted here are bodies that
 * break off without having brought at least {@value #PROGRESS_BYTES} bytes.
 */
final class RangeRead {
  static final int PROGRESS_BYTES = 64 << 10;
  private static final int MAX_FAILURES = 6;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LAST_PAUSE_MILLIS = 10_000;

  private final ObjectReads reads;
  private final long position;
  private final MemorySegment target;
  private final long size;
  private final boolean verified;
  private final byte[] buffer;
  private @Nullable ResponseInputStream<GetObjectResponse> first;
  private long done;
  private int failures;

  /**
   * A read that has not begun.
   *
   * @param first the answer to the first request where that was made already, else null
   */
  RangeRead(
      ObjectReads reads,
      long position,
      MemorySegment target,
      @Nullable ResponseInputStream<GetObjectResponse> first) {
    this.first = first;
    this.reads = reads;
    this.position = position;
    this.target = target;
    this.size = target.byteSize();
    this.verified = reads.isVerified(position, size);
    this.buffer = new byte[(int) Math.min(size, PROGRESS_BYTES)];
  }

  void run() {
    while (true) {
      long before = done;
      Exception failure = attempt();
      if (failure == null) {
        return;
      }
      boolean advanced = !verified && done - before >= PROGRESS_BYTES;
      failures = advanced ? 1 : failures + 1;
      if (failures == MAX_FAILURES) {
        throw broken(failure);
      }
      if (verified) {
        done = 0;
      }
      pause();
    }
  }

  /** Null when the segment is full, else what broke the body. */
  private @Nullable Exception attempt() {
    ResponseInputStream<GetObjectResponse> body = first;
    first = null;
    if (body == null) {
      body = reads.get(position + done, size - done);
    }
    try {
      copy(body);
      body.close();
      return null;
    } catch (IOException e) {
      body.abort();
      return e;
    } catch (AbortedException e) {
      body.abort();
      throw cancelled(e);
    } catch (SdkException e) {
      body.abort();
      return e;
    }
  }

  private void copy(ResponseInputStream<GetObjectResponse> body) throws IOException {
    while (done < size) {
      int read = body.read(buffer, 0, (int) Math.min(size - done, buffer.length));
      if (read < 0) {
        throw new IOException("the body ended after %d of %d bytes".formatted(done, size));
      }
      MemorySegment.copy(buffer, 0, target, ValueLayout.JAVA_BYTE, done, read);
      done += read;
      reads.countBytes(read);
    }
    if (body.read() >= 0) {
      throw new IOException("the body is longer than the %d bytes asked for".formatted(size));
    }
  }

  /** Doubles from failure to failure; the random half keeps threads from coming back at once. */
  private void pause() {
    long longest = Math.min(FIRST_PAUSE_MILLIS << (failures - 1), LAST_PAUSE_MILLIS);
    try {
      Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
  }

  private IngestException cancelled(Exception cause) {
    return new IngestException(
        ErrorCode.CANCELLED, reads.subject(position, size) + ": interrupted", cause);
  }

  private IngestException broken(Exception cause) {
    return new IngestException(
        verified && done == size ? ErrorCode.CHECKSUM_MISMATCH : ErrorCode.UNAVAILABLE,
        "%s: the connection broke %d times, last after %d bytes (%s)"
            .formatted(reads.subject(position, size), failures, done, cause.getMessage()),
        cause);
  }
}
