package io.paraflow.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The standard streams as the operating system sees them. {@link java.io.Console} cannot tell for
 * standard error alone.
 */
enum Terminal {
  STANDARD_INPUT(0),
  STANDARD_OUTPUT(1),
  STANDARD_ERROR(2);

  private final int descriptor;

  Terminal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Whether the stream is a terminal; false where the system does not say. */
  @SuppressWarnings("restricted") // isatty takes a number and touches no memory
  boolean isTerminal() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("isatty")
        .map(
            function ->
                isTerminal(
                    linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))))
        .orElse(false);
  }

  private boolean isTerminal(MethodHandle isatty) {
    try {
      return (int) isatty.invokeExact(descriptor) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("isatty", e);
    }
  }
}
