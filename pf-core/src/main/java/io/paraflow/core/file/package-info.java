/** Where files are stored and how they are decoded. */
@NullMarked
package io.paraflow.core.file;

import org.jspecify.annotations.NullMarked;
