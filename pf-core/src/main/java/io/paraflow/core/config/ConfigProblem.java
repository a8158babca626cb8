package io.paraflow.core.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where a flag, an environment variable, or a key with its place in the file
 * @param message what is wrong and what would be right; never a secret
 */
public record ConfigProblem(String where, String message) {
  /** One line for people. */
  @Override
  public String toString() {
    return where + ": " + message;
  }
}
