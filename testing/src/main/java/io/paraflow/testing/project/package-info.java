/** The project as files: its sources, its pages. */
@NullMarked
package io.paraflow.testing.project;

import org.jspecify.annotations.NullMarked;
