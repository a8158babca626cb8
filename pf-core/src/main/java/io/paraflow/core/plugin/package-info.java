/** How formats, stores, sinks and queues announce themselves. */
@NullMarked
package io.paraflow.core.plugin;

import org.jspecify.annotations.NullMarked;
