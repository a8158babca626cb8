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

  /** The same as a schema of this project. */
  static final String OURS =
      "timestamp:string,level:string,service:string,host:string,message:string,status:int64,"
          + "bytes:int64,duration_ms:double,user_id:string,client_ip:string,trace_id:string,"
          + "cached:bool,metadata:struct<region:string,version:string,retry:int64>";

  private LogColumns() {}
}
