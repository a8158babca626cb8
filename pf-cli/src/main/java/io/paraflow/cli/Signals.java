package io.paraflow.cli;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and the request to terminate: the first one asks the command to stop, the second one ends
 * the process at once. Thread-safe.
 */
public final class Signals {
  private static final int SIGNALLED = 128;

  private int exitCode;
  private @Nullable Runnable stop;

  /** No signal yet, and none will come from the system. */
  public Signals() {}

  /** Takes the process's signals over from the JVM. */
  public static Signals ofProcess() {
    Signals signals = new Signals();
    signals.handle("INT");
    signals.handle("TERM");
    return signals;
  }

  /**
   * Says what to do at the first signal, and does it if that has come already.
   *
   * @param action called on a thread of the JVM; must return at once
   */
  public synchronized void onStop(Runnable action) {
    stop = action;
    if (exitCode != 0) {
      action.run();
    }
  }

  /** 130 after Ctrl-C, 143 after a request to terminate, 0 without either. */
  public synchronized int exitCode() {
    return exitCode;
  }

  /**
   * A signal has come.
   *
   * @param number 2 for Ctrl-C, 15 for a request to terminate
   */
  public synchronized void receive(int number) {
    if (exitCode != 0) {
      Runtime.getRuntime().halt(SIGNALLED + number);
    }
    exitCode = SIGNALLED + number;
    if (stop != null) {
      stop.run();
    }
  }

  /** By reflection, because the compiler warns of this package and cannot be told not to. */
  private void handle(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      int number = (int) signalType.getMethod("getNumber").invoke(signal);
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  receive(number);
                }
                return null;
              });
      signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot handle signal " + name, e);
    }
  }
}
