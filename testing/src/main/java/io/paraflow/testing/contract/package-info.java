/** What every implementation of a seam must hold, as abstract test classes. */
@NullMarked
package io.paraflow.testing.contract;

import org.jspecify.annotations.NullMarked;
