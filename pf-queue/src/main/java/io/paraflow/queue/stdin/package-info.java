/** Work items from a pipe. */
@NullMarked
package io.paraflow.queue.stdin;

import org.jspecify.annotations.NullMarked;
