package io.paraflow.worker;

import io.paraflow.core.config.Option;

/**
 * The HTTP server for metrics and health.
 *
 * @param port 0 for no server
 * @param bind the address it listens on
 */
record MetricsOptions(
    @Option(
            value =
                "Port of an HTTP server for /metrics (Prometheus), /health, /readiness and"
                    + " /liveness; 0 means none.",
            flags = "--metrics-port",
            env = "PF_METRICS_PORT",
            def = "0",
            min = 0,
            max = 65535)
        int port,
    @Option(
            value =
                "Address that the server listens on. The server has no access control: give another"
                    + " one only where the network is trusted.",
            flags = "--metrics-bind",
            def = "127.0.0.1")
        String bind) {}
