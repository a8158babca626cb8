package io.paraflow.worker;

import io.paraflow.core.config.Option;

/**
 * Where work items come from.
 *
 * @param type the name of a queue
 */
record QueueOptions(
    @Option(
            value =
                "Where work items come from: stdin takes one JSON object a line, as pf-discoverer"
                    + " writes them; files takes the arguments, and is what is meant where there"
                    + " are any.",
            flags = {"--input", "-i"},
            def = STDIN)
        String type) {
  /** The arguments of the command line as a queue. */
  static final String FILES = "files";

  static final String STDIN = "stdin";

  /** The arguments have no options. */
  record Files() {}
}
