/** Arrow columns with their provenance. */
@NullMarked
package io.paraflow.core.batch;

import org.jspecify.annotations.NullMarked;
