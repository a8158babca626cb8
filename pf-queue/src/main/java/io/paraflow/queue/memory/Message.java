package io.paraflow.queue.memory;

import io.paraflow.core.error.IngestException;
import io.paraflow.core.work.WorkItem;
import org.jspecify.annotations.Nullable;

/**
 * A message and what it means: a work item, or the reason why it is none.
 *
 * @param body as it was received, or its beginning
 * @param item what to do; null if the message cannot be understood
 * @param problem why it cannot be understood; null if it can
 */
record Message(String body, @Nullable WorkItem item, @Nullable IngestException problem) {}
