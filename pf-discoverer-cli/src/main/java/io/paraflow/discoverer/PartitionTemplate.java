package io.paraflow.discoverer;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A prefix with variables: {@code logs/${index}/${_time:%Y/%m/%d}/}. A variable may stand in
 * several places and has the same value in all of them.
 *
 * @param parts the texts and variables in order
 */
record PartitionTemplate(List<Part> parts) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{(?<name>[^}:]*)(?::(?<format>[^}]*))?}");

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException for a variable that is not closed, has no name, or has a
   *     format where it must not or lacks it where it must have one
   */
  static PartitionTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      addLiteral(text.substring(end, matcher.start()), parts);
      parts.add(variable(matcher.group(), matcher.group("name"), matcher.group("format")));
      end = matcher.end();
    }
    addLiteral(text.substring(end), parts);
    return new PartitionTemplate(List.copyOf(parts));
  }

  /**
   * Every prefix that the filters allow, each once. The variable that stands first varies slowest;
   * values keep the order in which they were given, times go forward.
   *
   * @param limit how many prefixes are allowed, before those that come out the same are put
   *     together
   * @throws IllegalArgumentException for a variable without a filter, a filter without a variable,
   *     or more prefixes than the limit
   */
  SequencedSet<String> expand(PartitionFilters filters, long limit) {
    checkNames(filters);
    List<List<Map<Part, String>>> axes = new ArrayList<>();
    long count = 1;
    for (String name : variables()) {
      List<Map<Part, String>> axis =
          name.equals(PartitionFilters.TIME)
              ? times(filters.times(), limit)
              : filters.valuesOf(name).stream()
                  .map(value -> Map.<Part, String>of(new Named(name), value))
                  .toList();
      axes.add(axis);
      count *= axis.size();
      checkLimit(count, limit);
    }
    SequencedSet<String> prefixes = new LinkedHashSet<>();
    combine(axes, new HashMap<>(), prefixes);
    return prefixes;
  }

  /** The variables in order of appearance, each once. */
  SequencedSet<String> variables() {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case Literal _ -> "";
                  case Named named -> named.name;
                  case Time _ -> PartitionFilters.TIME;
                })
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void checkNames(PartitionFilters filters) {
    SequencedSet<String> wanted = variables();
    SequencedSet<String> given = filters.variables();
    for (String name : wanted) {
      if (!given.contains(name)) {
        throw new IllegalArgumentException(
            "the variable " + name + " of the template has no filter: add --filter " + name + "=…");
      }
    }
    for (String name : given) {
      if (!wanted.contains(name)) {
        throw new IllegalArgumentException(
            "the filter for "
                + name
                + " fits no variable of the template; it has "
                + (wanted.isEmpty() ? "none" : String.join(", ", wanted)));
      }
    }
  }

  /** What the time parts come out as, for each time of the ranges; equal ones put together. */
  private List<Map<Part, String>> times(List<TimeRange> ranges, long limit) {
    List<Time> times =
        parts.stream().filter(Time.class::isInstance).map(Time.class::cast).distinct().toList();
    ChronoUnit resolution =
        times.stream()
            .map(time -> time.format.resolution())
            .min(ChronoUnit::compareTo)
            .orElseThrow();
    checkLimit(ranges.stream().mapToLong(range -> range.stepCount(resolution)).sum(), limit);
    return ranges.stream()
        .flatMap(range -> range.steps(resolution))
        .map(
            instant ->
                times.stream()
                    .collect(
                        Collectors.<Time, Part, String>toMap(
                            time -> time, time -> time.format.format(instant))))
        .distinct()
        .toList();
  }

  private void combine(
      List<List<Map<Part, String>>> axes, Map<Part, String> chosen, SequencedSet<String> prefixes) {
    if (axes.isEmpty()) {
      prefixes.add(render(chosen));
      return;
    }
    for (Map<Part, String> choice : axes.getFirst()) {
      chosen.putAll(choice);
      combine(axes.subList(1, axes.size()), chosen, prefixes);
    }
  }

  private String render(Map<Part, String> chosen) {
    return parts.stream()
        .map(part -> part instanceof Literal(String text) ? text : chosen.get(part))
        .collect(Collectors.joining());
  }

  private static void checkLimit(long count, long limit) {
    if (count > limit) {
      throw new IllegalArgumentException(
          "the template and its filters give "
              + count
              + " prefixes, more than the limit of "
              + limit
              + ": narrow the filters or raise --max-prefixes");
    }
  }

  private static void addLiteral(String text, List<Part> parts) {
    if (text.contains("${")) {
      throw new IllegalArgumentException("the variable \"" + text + "\" has no closing brace");
    }
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
    }
  }

  private static Part variable(String text, String name, @Nullable String format) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the variable \"" + text + "\" has no name");
    }
    if (!name.equals(PartitionFilters.TIME)) {
      if (format != null) {
        throw new IllegalArgumentException(
            "the variable \"" + text + "\" has a format, but only _time can have one");
      }
      return new Named(name);
    }
    if (format == null) {
      throw new IllegalArgumentException(
          "the variable \"" + text + "\" needs a format, for example ${_time:%Y/%m/%d}");
    }
    return new Time(TimeFormat.parse(format));
  }

  /** A piece of a template. */
  sealed interface Part {}

  /** Text that stands for itself. */
  record Literal(String text) implements Part {}

  /** A variable whose values are given as they are. */
  record Named(String name) implements Part {}

  /** The time, written in some format. */
  record Time(TimeFormat format) implements Part {}
}
