/** The worker's command: its options, the wiring of the engine, what it shows and serves. */
@NullMarked
package io.paraflow.worker;

import org.jspecify.annotations.NullMarked;
