package io.paraflow.reader.store.file;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says what the operating system's failure means for us. */
final class LocalErrors {
  private LocalErrors() {}

  static IngestException translate(IOException failure, String subject) {
    return switch (failure) {
      case NoSuchFileException _ ->
          new IngestException(ErrorCode.NOT_FOUND, subject + ": no such file", failure);
      case AccessDeniedException _ ->
          new IngestException(ErrorCode.ACCESS_DENIED, subject + ": permission denied", failure);
      case ClosedByInterruptException _ ->
          new IngestException(ErrorCode.CANCELLED, subject + ": interrupted", failure);
      default ->
          new IngestException(
              ErrorCode.UNAVAILABLE, subject + ": " + failure.getMessage(), failure);
    };
  }
}
