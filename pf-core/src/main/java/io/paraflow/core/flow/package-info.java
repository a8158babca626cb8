/**
 * The seams of a pipeline: where batches come from, what changes them, where they go, how they are
 * acknowledged.
 */
@NullMarked
package io.paraflow.core.flow;

import org.jspecify.annotations.NullMarked;
