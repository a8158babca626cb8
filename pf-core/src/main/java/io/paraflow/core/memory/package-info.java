/** Direct access to off-heap memory. */
@NullMarked
package io.paraflow.core.memory;

import org.jspecify.annotations.NullMarked;
