/** Sequential reading of byte ranges, shared by the formats. */
@NullMarked
package io.paraflow.reader.io;

import org.jspecify.annotations.NullMarked;
