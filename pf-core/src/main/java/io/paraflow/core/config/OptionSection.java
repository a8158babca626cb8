package io.paraflow.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of one record.
 *
 * @param path the section's key in YAML, for example {@code queue.stdin}
 * @param type the record that is built from them
 * @param doc one sentence for people
 * @param selectedBy the choice that puts the section to use; null if it always is
 * @param options the options in the record's order, without those of inner records
 */
public record OptionSection(
    String path,
    Class<? extends Record> type,
    String doc,
    @Nullable Selection selectedBy,
    List<OptionSpec> options) {

  /**
   * One word of a choice.
   *
   * @param option the path of the option that chooses, for example {@code queue.type}
   * @param word its value, for example {@code stdin}
   */
  public record Selection(String option, String word) {}

  /** Copies the options. */
  public OptionSection {
    options = List.copyOf(options);
  }
}
