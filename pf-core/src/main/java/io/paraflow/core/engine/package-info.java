/** The duty cycle that moves batches from a source to a sink, and the threads that run it. */
@NullMarked
package io.paraflow.core.engine;

import org.jspecify.annotations.NullMarked;
