/** Data sets for benchmarks, tests and the demo: the same bytes on every machine. */
@NullMarked
package io.paraflow.testing.data;

import org.jspecify.annotations.NullMarked;
