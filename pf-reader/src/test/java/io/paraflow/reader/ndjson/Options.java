package io.paraflow.reader.ndjson;

import io.paraflow.core.config.ConfigBinder;
import io.paraflow.core.config.ConfigNode;
import io.paraflow.core.config.ConfigSources;
import io.paraflow.core.config.OptionModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options for tests, by their flags as the commands take them; the window is small. */
final class Options {
  private static final String PREFIX = "--ndjson-";

  private Options() {}

  static NdjsonOptions defaults() {
    return of();
  }

  static NdjsonOptions schema(String schema) {
    return of("schema", schema);
  }

  static NdjsonOptions strictSchema(String schema) {
    return of("schema", schema, "unknown-fields", "error");
  }

  static NdjsonOptions limits(int maxRecordBytes, int maxDepth, int maxFields) {
    return of(
        "max-record-bytes", String.valueOf(maxRecordBytes),
        "max-depth", String.valueOf(maxDepth),
        "max-fields", String.valueOf(maxFields));
  }

  /** Some options by the ends of their flags and their values, one after the other. */
  static NdjsonOptions of(String... flagsAndValues) {
    Map<String, List<String>> flags = new HashMap<>();
    flags.put(PREFIX + "sample-bytes", List.of("4096"));
    for (int i = 0; i < flagsAndValues.length; i += 2) {
      flags.put(PREFIX + flagsAndValues[i], List.of(flagsAndValues[i + 1]));
    }
    OptionModel model =
        OptionModel.builder().section("ndjson", "Under test.", NdjsonOptions.class).build();
    ConfigSources sources = new ConfigSources(flags, Map.of(), ConfigNode.Mapping.EMPTY);
    return ConfigBinder.bind(model, sources, List.of()).get("ndjson", NdjsonOptions.class);
  }
}
