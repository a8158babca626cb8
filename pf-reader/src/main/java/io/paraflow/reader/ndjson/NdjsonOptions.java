package io.paraflow.reader.ndjson;

import io.paraflow.core.config.Option;
import org.jspecify.annotations.Nullable;

/** How NDJSON files are read. */
public record NdjsonOptions(
    @Option(
            value =
                "The columns and their types: name:type,name:type with the types of docs/ndjson.md,"
                    + " or an Arrow schema in JSON. Without a schema, columns are inferred and"
                    + " widened as records come.",
            flags = "--ndjson-schema")
        @Nullable String schema,
    @Option(
            value =
                "What becomes of fields that a given schema does not have: rest keeps them as a"
                    + " JSON object in the column _rest, error makes their record an error.",
            def = "rest",
            flags = "--ndjson-unknown-fields")
        Leftovers unknownFields,
    @Option(
            value =
                "What becomes of values that do not fit their column in a given schema: error makes"
                    + " their record an error, rest keeps them in the column _rest, by their key,"
                    + " and leaves their own column null.",
            def = "error",
            flags = "--ndjson-mismatches")
        Leftovers mismatches,
    @Option(
            value =
                "What becomes of numbers that neither a 64-bit integer nor a double holds: inferred"
                    + " columns keep them exactly, as string or as decimal; round takes the nearest"
                    + " double, in given columns too, where they are errors otherwise.",
            def = "string",
            flags = "--ndjson-inexact-numbers")
        InexactNumbers inexactNumbers,
    @Option(
            value =
                "Whether inferred columns of strings that are a date and a time by ISO 8601 become"
                    + " timestamps.",
            def = "false",
            flags = "--ndjson-infer-timestamps")
        boolean inferTimestamps,
    @Option(
            value =
                "What becomes of bytes in keys and strings that are not UTF-8: error makes their"
                    + " record an error, replace puts U+FFFD in their place.",
            def = "error",
            flags = "--ndjson-invalid-utf8")
        InvalidUtf8 invalidUtf8,
    @Option(
            value =
                "The largest record in bytes of JSON; larger ones are skipped in constant memory"
                    + " and reported.",
            def = "16777216",
            min = 1,
            max = 1 << 30,
            flags = "--ndjson-max-record-bytes")
        int maxRecordBytes,
    @Option(
            value = "How many objects and arrays may be open within each other in a record.",
            def = "512",
            min = 1,
            max = 100_000,
            flags = "--ndjson-max-depth")
        int maxDepth,
    @Option(
            value =
                "How many fields, nested ones included, inferred columns may have together;"
                    + " records that bring more are errors.",
            def = "1000",
            min = 1,
            max = 100_000,
            flags = "--ndjson-max-fields")
        int maxFields,
    @Option(
            value =
                "How many bytes of the file's beginning, decompressed, are looked at to infer the"
                    + " columns that batches have from the start.",
            def = "262144",
            min = 4096,
            max = 1 << 24,
            flags = "--ndjson-sample-bytes")
        int sampleBytes) {}
