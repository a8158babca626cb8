/**
 * Parquet to Arrow, decoded in bounded memory.
 *
 * <p>A value's way: {@link io.paraflow.reader.parquet.ParquetReader} makes batches of the row
 * groups that {@link io.paraflow.reader.parquet.RowGroups} opens, through one {@link
 * io.paraflow.reader.parquet.ColumnReader} for each leaf column; its {@link
 * io.paraflow.reader.parquet.ColumnChunkReader} cuts the chunk into pages and decompresses them
 * into a {@link io.paraflow.reader.parquet.PageWindow}; a {@link
 * io.paraflow.reader.parquet.ValueDecoder} writes from there into a {@link
 * io.paraflow.reader.parquet.ColumnBuilder}, which becomes an Arrow vector.
 *
 * <p>With a filter, {@link io.paraflow.reader.parquet.RowGroupFilter} and {@link
 * io.paraflow.reader.parquet.PageIndex} tell by metadata which rows cannot be wanted, {@link
 * io.paraflow.reader.parquet.RowSelection} by the values of the filter's columns; column readers
 * pass over them.
 */
@NullMarked
package io.paraflow.reader.parquet;

import org.jspecify.annotations.NullMarked;
