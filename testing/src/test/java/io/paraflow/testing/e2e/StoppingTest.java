package io.paraflow.testing.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.testing.data.DailyLogs;
import io.paraflow.testing.fixtures.Commands;
import io.paraflow.testing.fixtures.Commands.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is stopped stops between records. */
class StoppingTest {
  @TempDir private Path folder;
  private String endlessWork = "";

  @BeforeEach
  void makeData() throws IOException {
    DailyLogs.write(folder, 1, 1_000, 1_000_000);
    String item = "{\"uri\":\"file://" + folder.resolve("logs/2026/01/01/service-0.ndjson") + "\"}";
    endlessWork = "yes " + Commands.quoted(item) + " | ";
  }

  @Test
  void aTerminatedWorkerFinishesItsRecordAndSaysWhatItDid() throws IOException {
    Ended ended =
        run(
            endlessWork
                + Commands.bin("pf-worker")
                + " --destination stdout --threads 2 > out & worker=$!;"
                + " until [ -s out ]; do sleep 0.05; done;"
                + " kill -TERM $worker; wait $worker; echo ended $?");

    List<String> said = ended.lines();
    assertTrue(said.contains("ended 143"), said + ended.err());
    assertTrue(ended.err().contains("files"), ended.err());
    try (var lines = Files.lines(folder.resolve("out"))) {
      assertTrue(lines.allMatch(line -> line.startsWith("{") && line.endsWith("}")));
    }
    assertTrue(Files.readString(folder.resolve("out")).endsWith("\n"));
  }

  @Test
  void aReaderThatGoesAwayEndsTheWorkerQuietly() {
    Ended ended =
        run(
            endlessWork
                + Commands.bin("pf-worker")
                + " --destination stdout --threads 2 | head -1; echo ended ${PIPESTATUS[1]}");

    assertEquals(2, ended.lines().size(), ended.out());
    assertTrue(ended.lines().getFirst().startsWith("{\"timestamp\""), ended.out());
    assertEquals("ended 141", ended.lines().getLast(), ended.err());
    assertFalse(ended.err().contains("Exception"), ended.err());
  }

  private Ended run(String command) {
    return new Commands(folder, Map.of()).run(command);
  }
}
