/** A destination that reads everything and keeps nothing. */
@NullMarked
package io.paraflow.indexer.stats;

import org.jspecify.annotations.NullMarked;
