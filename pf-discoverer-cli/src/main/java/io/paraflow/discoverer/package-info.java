/**
 * The discoverer: expands partition templates into prefixes, lists them in parallel, filters what
 * it finds and hands it to whoever processes it.
 */
@NullMarked
package io.paraflow.discoverer;

import org.jspecify.annotations.NullMarked;
