/** Rows as JSON on standard output. */
@NullMarked
package io.paraflow.indexer.stdout;

import org.jspecify.annotations.NullMarked;
