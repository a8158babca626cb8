/** Discovered files to Amazon SQS. */
@NullMarked
package io.paraflow.queue.sqs;

import org.jspecify.annotations.NullMarked;
