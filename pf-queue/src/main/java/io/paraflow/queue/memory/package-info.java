/** Work within this process. */
@NullMarked
package io.paraflow.queue.memory;

import org.jspecify.annotations.NullMarked;
