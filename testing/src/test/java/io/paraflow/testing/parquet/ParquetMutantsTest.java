package io.paraflow.testing.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import io.paraflow.core.file.ReadSpec;
import io.paraflow.testing.fixtures.DuckDb;
import io.paraflow.testing.fixtures.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with some bytes changed are read to some rows or refused with a named error: nothing else
 * happens, and memory stays within its limit.
 */
class ParquetMutantsTest {
  private static final int MUTANTS_PER_FILE = 40;
  private static final long SEED = 20_261_121;
  private static final long MEMORY_BYTES = 16L << 20;
  private static final String TABLE =
      """
      select i as id, (i * 7919) % 1000 as number, i / 3.0::double as fraction,
        case when i % 7 = 0 then null else 'text ' || (i % 40) end as repeated,
        case when i % 3 = 0 then null else md5(i::varchar) end as unique_text,
        (i % 2 = 0) as flag, (i * 1.25)::decimal(20, 2) as amount,
        timestamp '2026-01-01' + to_seconds(i) as moment,
        [i % 3, null, i][1:(i % 4)::int] as list,
        {'a': i, 'b': ['x' || i % 5]} as struct
      from range(600) t(i)
      """;

  @TempDir private Path folder;

  @Test
  void mutantsAreReadOrRefusedByName() throws IOException {
    int refused = 0;
    int read = 0;
    for (byte[] seed : seeds()) {
      List<String> rows = rows(seed);
      assertEquals(600, rows.size());
      Random random = new Random(SEED);
      for (int i = 0; i < MUTANTS_PER_FILE; i++) {
        byte[] mutant = mutant(seed, random);
        try {
          rows(mutant);
          read++;
        } catch (IngestException e) {
          assertEquals(ErrorCode.Action.REJECT, e.code().action(), e.getMessage());
          refused++;
        } catch (RuntimeException | Error e) {
          throw new AssertionError("seed " + SEED + ", mutant " + i + " of " + seed.length, e);
        }
      }
    }
    assertTrue(refused > read / 10, refused + " refused, " + read + " read");
  }

  private static List<String> rows(byte[] content) {
    return ParquetRows.read(new MemoryFile(content), ReadSpec.all(200, 1 << 20), MEMORY_BYTES);
  }

  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (DuckDb duckDb = new DuckDb()) {
      for (String codec : List.of("uncompressed", "snappy", "zstd", "gzip", "lz4_raw", "brotli")) {
        for (int version = 1; version <= 2; version++) {
          Path file = folder.resolve(codec + version + ".parquet");
          duckDb.run(
              "copy (%s) to %s (format parquet, codec '%s', parquet_version v%d)"
                  .formatted(TABLE, DuckDb.quoted(file), codec, version));
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  private static byte[] mutant(byte[] seed, Random random) {
    byte[] mutant = seed.clone();
    switch (random.nextInt(5)) {
      case 0 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutant[random.nextInt(mutant.length)] = (byte) (random.nextBoolean() ? 0xff : 0);
      case 2 -> mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
      case 3 -> {
        int length = 1 + random.nextInt(16);
        int from = random.nextInt(mutant.length - length);
        System.arraycopy(seed, random.nextInt(seed.length - length), mutant, from, length);
      }
      default -> {
        // The footer, where lengths and offsets are.
        int at = mutant.length - 1 - random.nextInt(Math.min(1500, mutant.length));
        mutant[at] = (byte) random.nextInt(256);
      }
    }
    return mutant;
  }
}
