/** What the demo needs besides the commands. */
@NullMarked
package io.paraflow.testing.demo;

import org.jspecify.annotations.NullMarked;
