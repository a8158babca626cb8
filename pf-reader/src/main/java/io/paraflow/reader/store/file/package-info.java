/** Files of this machine. */
@NullMarked
package io.paraflow.reader.store.file;

import org.jspecify.annotations.NullMarked;
