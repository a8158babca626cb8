package io.paraflow.reader.store.file;

import io.paraflow.core.config.Option;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which local files may be read. */
public record LocalStoreOptions(
    @Option(
            value =
                "Read local files only below this folder, symbolic links resolved. Without it,"
                    + " every file that the process may read.",
            flags = "--file-root")
        @Nullable Path root) {}
