/** Arrow rows as JSON text, written straight from vectors into off-heap memory. */
@NullMarked
package io.paraflow.indexer.json;

import org.jspecify.annotations.NullMarked;
