package io.paraflow.testing.sinks;

import io.paraflow.indexer.stdout.OutputFormat;

class IndentedStdoutSinkTest extends StdoutSinkTest {
  @Override
  OutputFormat format() {
    return OutputFormat.JSON;
  }
}
