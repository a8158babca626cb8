/** The JSON of work items and discovered files. */
@NullMarked
package io.paraflow.queue.item;

import org.jspecify.annotations.NullMarked;
