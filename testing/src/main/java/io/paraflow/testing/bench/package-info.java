/** Benchmarks against other readers and writers, each checked before it is timed. */
@NullMarked
package io.paraflow.testing.bench;

import org.jspecify.annotations.NullMarked;
