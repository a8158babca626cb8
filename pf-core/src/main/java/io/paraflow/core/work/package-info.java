/** Work items: which file to process, who hands it out, and how its outcome is reported. */
@NullMarked
package io.paraflow.core.work;

import org.jspecify.annotations.NullMarked;
