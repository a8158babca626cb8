/** Where records and work items go that could not be processed. */
@NullMarked
package io.paraflow.indexer.deadletter;

import org.jspecify.annotations.NullMarked;
