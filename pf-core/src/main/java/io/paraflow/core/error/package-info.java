/** Errors that name their input, and what must happen next. */
@NullMarked
package io.paraflow.core.error;

import org.jspecify.annotations.NullMarked;
