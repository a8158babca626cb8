package io.paraflow.testing.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paraflow.core.work.WorkQueue;
import io.paraflow.queue.stdin.StdinWorkQueue;
import io.paraflow.testing.contract.WorkQueueContract;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;

class StdinWorkQueueContractTest extends WorkQueueContract {
  @Override
  protected WorkQueue queue(List<String> messages) {
    byte[] input = String.join("\n", messages).getBytes(UTF_8);
    return new StdinWorkQueue(new ByteArrayInputStream(input), Duration.ofMillis(1));
  }
}
