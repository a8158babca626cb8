/** The engine with real files, formats and queues. */
@NullMarked
package io.paraflow.testing.engine;

import org.jspecify.annotations.NullMarked;
