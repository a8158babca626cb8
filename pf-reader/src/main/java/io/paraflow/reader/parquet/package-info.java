/**
 * Parquet to Arrow, decoded in bounded memory.
 *
 * <p>A value's way: {@link io.paraflow.reader.parquet.ParquetReader} reads row groups through one
 * {@link io.paraflow.reader.parquet.ColumnReader} for each leaf column; its {@link
 * io.paraflow.reader.parquet.ColumnChunkReader} cuts the chunk into pages and decompresses them
 * into a {@link io.paraflow.reader.parquet.PageWindow}; a {@link
 * io.paraflow.reader.parquet.ValueDecoder} writes from there into a {@link
 * io.paraflow.reader.parquet.ColumnBuilder}, which becomes an Arrow vector.
 */
@NullMarked
package io.paraflow.reader.parquet;

import org.jspecify.annotations.NullMarked;
