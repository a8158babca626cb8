/** Tests of the NDJSON reader that need other modules, oracles or public test suites. */
@NullMarked
package io.paraflow.testing.ndjson;

import org.jspecify.annotations.NullMarked;
