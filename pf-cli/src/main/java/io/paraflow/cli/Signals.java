package io.paraflow.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and the request to terminate: the first one asks the command to stop, the second one ends
 * the process at once.
 */
public final class Signals {
  private static final int SIGNALLED = 128;

  private final AtomicInteger exitCode = new AtomicInteger();

  private Signals() {}

  /**
   * Takes the signals over from the JVM.
   *
   * @param stop called on a thread of the JVM; must return at once
   */
  public static Signals install(Runnable stop) {
    Signals signals = new Signals();
    signals.handle("INT", stop);
    signals.handle("TERM", stop);
    return signals;
  }

  /** 130 after Ctrl-C, 143 after a request to terminate, 0 without either. */
  public int exitCode() {
    return exitCode.get();
  }

  /** By reflection, because the compiler warns of this package and cannot be told not to. */
  private void handle(String name, Runnable stop) {
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
                  received(SIGNALLED + number, stop);
                }
                return null;
              });
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      handle.invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot handle signal " + name, e);
    }
  }

  private void received(int code, Runnable stop) {
    if (exitCode.compareAndSet(0, code)) {
      stop.run();
    } else {
      Runtime.getRuntime().halt(code);
    }
  }
}
