/**
 * Targets for a fuzzer. In a normal build each runs with the inputs that are kept for it in the
 * test resources.
 */
@NullMarked
package io.paraflow.testing.fuzz;

import org.jspecify.annotations.NullMarked;
