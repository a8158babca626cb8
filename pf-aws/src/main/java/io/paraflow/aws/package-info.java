/** Options, clients and failures that everything on AWS shares. */
@NullMarked
package io.paraflow.aws;

import org.jspecify.annotations.NullMarked;
