/**
 * Options: declared once on a record component, read from flags, environment variables and files.
 */
@NullMarked
package io.paraflow.core.config;

import org.jspecify.annotations.NullMarked;
