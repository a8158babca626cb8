package io.paraflow.testing.queue;

import io.paraflow.core.work.WorkQueue;
import io.paraflow.queue.memory.MemoryWorkQueue;
import io.paraflow.testing.contract.WorkQueueContract;
import java.util.List;

class MemoryWorkQueueContractTest extends WorkQueueContract {
  @Override
  protected WorkQueue queue(List<String> messages) throws InterruptedException {
    MemoryWorkQueue queue = new MemoryWorkQueue(_ -> {});
    for (String message : messages) {
      queue.addMessage(message);
    }
    queue.end();
    return queue;
  }
}
