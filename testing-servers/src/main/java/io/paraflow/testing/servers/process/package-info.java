/** Programs that run one server each, as long as whoever started them lives. */
@NullMarked
package io.paraflow.testing.servers.process;

import org.jspecify.annotations.NullMarked;
