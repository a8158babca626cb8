package io.paraflow.cli;

/** How a command ends. */
public final class ExitCode {
  /** Everything was done. */
  public static final int OK = 0;

  /** A defect, or a failure that concerns everything. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was begun. */
  public static final int USAGE = 2;

  /** A part failed and the rest was done. */
  public static final int PARTIAL = 4;

  private ExitCode() {}
}
