package io.paraflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
  private final AtomicInteger stops = new AtomicInteger();
  private final Signals signals = new Signals();

  @Test
  void asksToStopAndGivesTheCustomaryExitCode() {
    signals.onStop(stops::incrementAndGet);
    assertEquals(0, signals.exitCode());

    signals.receive(2);

    assertEquals(1, stops.get());
    assertEquals(130, signals.exitCode());
  }

  @Test
  void remembersASignalThatCameBeforeTheWork() {
    signals.receive(15);

    signals.onStop(stops::incrementAndGet);

    assertEquals(1, stops.get());
    assertEquals(143, signals.exitCode());
  }
}
