package io.paraflow.reader.parquet;

/** Decodes values of any number of bytes. */
sealed interface BytesDecoder extends ValueDecoder
    permits PlainBytes, DeltaLengthBytes, DeltaBytes {}
