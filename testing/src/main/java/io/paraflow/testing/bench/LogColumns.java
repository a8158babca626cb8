package io.paraflow.testing.bench;

import java.util.List;

/** The columns of the benchmark's log lines, as each contender wants them. */
final class LogColumns {
  /** The columns that every reader must agree on. */
  static final List<String> NAMES =
      List.of(
          "timestamp",
          "level",
          "service",
          "host",
          "message",
          "status",
          "bytes",
          "duration_ms",
          "user_id",
          "client_ip",
          "trace_id",
          "cached",
          "metadata");

  /** DuckDB's types for them. */
  static final String DUCKDB =
      "{timestamp: 'VARCHAR', level: 'VARCHAR', service: 'VARCHAR', host: 'VARCHAR',"
          + " message: 'VARCHAR', status: 'BIGINT', bytes: 'BIGINT', duration_ms: 'DOUBLE',"
          + " user_id: 'VARCHAR', client_ip: 'VARCHAR', trace_id: 'VARCHAR', cached: 'BOOLEAN',"
          + " metadata: 'STRUCT(region VARCHAR, version VARCHAR, retry BIGINT)'}";

  private LogColumns() {}
}
