package io.paraflow.discoverer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * Which values the variables of a {@link PartitionTemplate} take.
 *
 * @param values the values of each plain variable, distinct, in the order in which they were given
 * @param times the ranges for {@code _time}; empty if not given
 */
record PartitionFilters(SequencedMap<String, SequencedSet<String>> values, List<TimeRange> times) {
  /** The variable that stands for a time. */
  static final String TIME = "_time";

  /**
   * Reads texts of the form {@code variable=value,value}; a variable that appears again takes more
   * values. The values of {@code _time} are ranges: see {@link TimeRange#parse}.
   *
   * @throws IllegalArgumentException for a text of another form
   */
  static PartitionFilters parse(List<String> texts) {
    SequencedMap<String, SequencedSet<String>> values = new LinkedHashMap<>();
    List<TimeRange> times = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not of the form variable=value,value");
      }
      String name = text.substring(0, equals);
      List<String> given = Arrays.asList(text.substring(equals + 1).split(",", -1));
      if (given.contains("")) {
        throw new IllegalArgumentException("\"" + text + "\" has an empty value");
      }
      if (name.equals(TIME)) {
        given.forEach(range -> times.add(TimeRange.parse(range)));
      } else {
        values.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(given);
      }
    }
    return new PartitionFilters(values, List.copyOf(times));
  }

  /** Whether there is no filter at all. */
  boolean isEmpty() {
    return values.isEmpty() && times.isEmpty();
  }

  /** The variables that have a filter. */
  SequencedSet<String> variables() {
    SequencedSet<String> variables = new LinkedHashSet<>(values.sequencedKeySet());
    if (!times.isEmpty()) {
      variables.add(TIME);
    }
    return variables;
  }

  /** The values of one plain variable; the variable must have some. */
  List<String> valuesOf(String variable) {
    SequencedSet<String> found = values.get(variable);
    if (found == null) {
      throw new IllegalArgumentException("no filter for " + variable);
    }
    return List.copyOf(found);
  }
}
