package io.paraflow.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one option on one record component. The YAML key, the flag, the environment variable,
 * the default, the range, the masking, the help, the documentation and the JSON Schema all derive
 * from here.
 *
 * <p>The component's type gives the value's type: {@code String}, {@code boolean}, {@code int},
 * {@code long}, {@code double}, an enum, {@link java.time.Duration}, {@link java.nio.file.Path},
 * {@code List<String>}, or another options record, which becomes a section of its own. A component
 * is {@code @Nullable} when it has no default and need not be given. A boolean without a default is
 * false, a list without one is empty.
 *
 * <p>A list is repeated on the command line, each flag taking one element or, where {@link
 * #commaSeparated}, several. A duration is written {@code 500ms}, {@code 30s}, {@code 5m}, {@code
 * 2h}, {@code 1d} or in ISO form; where the key ends in {@code _secs} a plain number is seconds.
 *
 * <p>A record may check in its constructor what concerns several options at once: the message of an
 * {@link IllegalArgumentException} or {@link io.paraflow.core.error.IngestException} becomes a
 * problem of the section.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /** One sentence or more for people; says the unit where the name does not. */
  String value();

  /** The key in YAML; empty means the component's name in snake case. */
  String key() default "";

  /**
   * Flags with their dashes, the long one first, for example {@code --threads, -t}; none means that
   * the command line does not have it.
   */
  String[] flags() default {};

  /** Environment variables that are asked in this order when no flag gives a value. */
  String[] env() default {};

  /**
   * The default as text, parsed like a value of the file, references to environment variables
   * included; empty means none.
   */
  String def() default "";

  /** The least number allowed, inclusive; seconds for a duration. */
  long min() default Long.MIN_VALUE;

  /** The greatest number allowed, inclusive; seconds for a duration. */
  long max() default Long.MAX_VALUE;

  /** Whether one text may hold several elements of a list, with commas between them. */
  boolean commaSeparated() default false;

  /** Never printed, logged or shown as a default. */
  boolean secret() default false;
}
