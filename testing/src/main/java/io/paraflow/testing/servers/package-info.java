/** Servers for tests and the demo: S3 and SQS without Docker, and an S3 that misbehaves. */
@NullMarked
package io.paraflow.testing.servers;

import org.jspecify.annotations.NullMarked;
