/** Tests of the Parquet reader against other readers and writers. */
@NullMarked
package io.paraflow.testing.parquet;

import org.jspecify.annotations.NullMarked;
