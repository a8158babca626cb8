/** Newline-delimited JSON, parsed from bytes straight into Arrow columns. */
@NullMarked
package io.paraflow.reader.ndjson;

import org.jspecify.annotations.NullMarked;
