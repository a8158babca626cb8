/**
 * What the commands share: options on the command line and in YAML, help, logging, progress, exit
 * codes.
 */
@NullMarked
package io.paraflow.cli;

import org.jspecify.annotations.NullMarked;
