/** Discovered files to a pipe. */
@NullMarked
package io.paraflow.queue.stdout;

import org.jspecify.annotations.NullMarked;
