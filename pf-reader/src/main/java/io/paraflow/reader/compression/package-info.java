/** Files as streams of decompressed bytes. */
@NullMarked
package io.paraflow.reader.compression;

import org.jspecify.annotations.NullMarked;
