package io.paraflow.discoverer;

import io.paraflow.core.config.Option;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where to look.
 *
 * @param bucket a bucket, where no plain argument says more
 * @param prefix what keys in the bucket begin with; null for all keys
 * @param partitioning a {@link PartitionTemplate} below each place; null for none
 * @param filter values for its variables, see {@link PartitionFilters}
 * @param maxPrefixes how many prefixes the template may give
 */
record SourceOptions(
    @Option(
            value = "S3 bucket to list; the same as the argument s3://BUCKET/PREFIX.",
            flags = {"--bucket", "-b"},
            env = "PF_S3_BUCKET")
        @Nullable String bucket,
    @Option(
            value = "What the keys in the bucket begin with.",
            flags = {"--prefix", "-p"},
            env = "PF_S3_PREFIX")
        @Nullable String prefix,
    @Option(
            value =
                "Template of the prefixes to list below each place, for example"
                    + " 'logs/${index}/${_time:%Y/%m/%d}/'. Variables are ${NAME} and"
                    + " ${_time:FORMAT} with %Y %y %m %-m %b %B %d %-d %j %H %-H %M %F %%. In a"
                    + " configuration file write $${NAME}.",
            flags = "--partitioning")
        @Nullable String partitioning,
    @Option(
            value =
                "Values of one variable of the template: NAME=V1,V2. Repeat it for other variables;"
                    + " every combination is listed. For _time give days, hours or ranges of them,"
                    + " both ends included, in UTC: _time=2022-01-01..2022-01-05.",
            flags = {"--filter", "-f"})
        List<String> filter,
    @Option(
            value = "How many prefixes the template may give.",
            flags = "--max-prefixes",
            def = "100000",
            min = 1,
            max = 10_000_000)
        int maxPrefixes) {
  private static final Pattern BUCKET_NAME = Pattern.compile("[^/\\s]+");

  /** Checks that the template and its filters fit together. */
  SourceOptions {
    if (bucket != null && !BUCKET_NAME.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "--bucket takes a bucket's name alone but is \"" + bucket + "\"");
    }
    expand(partitioning, filter, maxPrefixes);
  }

  /**
   * What to list: the places and, where there is a template, the prefixes below them; each once and
   * none that another one covers.
   *
   * @param arguments plain arguments; the bucket counts only where there are none
   * @throws IllegalArgumentException when no place is named
   * @throws IngestException INVALID_LOCATION for an argument that is not a location
   */
  List<Location> prefixes(List<String> arguments) {
    return Prefixes.withoutOverlap(
        places(arguments).stream().flatMap(this::below).distinct().toList());
  }

  private List<Location> places(List<String> arguments) {
    if (!arguments.isEmpty()) {
      return arguments.stream().map(Location::parse).toList();
    }
    if (bucket == null) {
      throw new IllegalArgumentException(
          "nothing to list: name a place, for example s3://bucket/prefix or a folder, or give"
              + " --bucket");
    }
    return List.of(new Location("s3", bucket, prefix == null ? "" : prefix));
  }

  private Stream<Location> below(Location place) {
    if (partitioning == null) {
      return Stream.of(place);
    }
    Stream<Location> prefixes =
        expand(partitioning, filter, maxPrefixes).map(text -> Prefixes.below(place, text));
    if (!place.scheme().equals(Location.FILE)) {
      return prefixes;
    }
    if (Prefixes.isLocalGlob(place)) {
      throw new IllegalArgumentException(
          "--partitioning is taken below a folder, and " + place.path() + " is a glob");
    }
    // In a bucket a prefix without files is empty. A folder without files may not be there at all.
    return isThere(place) ? prefixes.filter(SourceOptions::isThere) : Stream.of(place);
  }

  private static boolean isThere(Location place) {
    return Files.exists(Path.of(place.path()));
  }

  private static Stream<String> expand(
      @Nullable String partitioning, List<String> filter, int maxPrefixes) {
    PartitionFilters filters = PartitionFilters.parse(filter);
    if (partitioning != null) {
      return PartitionTemplate.parse(partitioning).expand(filters, maxPrefixes).stream();
    }
    if (!filters.isEmpty()) {
      throw new IllegalArgumentException(
          "--filter gives values for the variables of --partitioning, which is missing");
    }
    return Stream.empty();
  }
}
