package io.paraflow.core.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what somebody meant by a misspelt name. */
public final class Names {
  private static final int MOST_LISTED = 50;

  private Names() {}

  /** The known name that is closest to the given one, if any is close enough to be meant. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    int limit = Math.max(1, Math.min(3, name.length() / 3));
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code "; did you mean threads?"}, or nothing. */
  public static String hint(String name, Collection<String> known) {
    return nearest(name, known).map(found -> "; did you mean " + found + "?").orElse("");
  }

  /** {@code "a, b, c"}; the first names only where there are very many. */
  public static String listed(Collection<String> names) {
    String listed = names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_LISTED;
    return names.isEmpty() ? "none" : more > 0 ? listed + " and " + more + " more" : listed;
  }

  /** How many single characters must be inserted, removed or changed. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, column -> column);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  /** {@code batchSize} as {@code batch_size}. */
  static String snakeCase(String camelCase) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return snake.toString();
  }
}
