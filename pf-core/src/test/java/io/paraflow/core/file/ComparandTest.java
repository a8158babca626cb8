package io.paraflow.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paraflow.core.error.ErrorCode;
import io.paraflow.core.error.IngestException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparandTest {
  @ParameterizedTest
  @ValueSource(strings = {"n = many", "n < 1e2000000000", "n < 1e-2000000000", "n = 0x10"})
  void aConstantThatIsNoNumberIsRefusedWithFileColumnAndForm(String condition) {
    RowFilter.Condition parsed = RowFilter.parse(List.of(condition)).conditions().getFirst();
    Field field = Field.nullable("n", new ArrowType.Int(64, true));

    IngestException refused =
        assertThrows(
            IngestException.class, () -> Comparand.parse(parsed, field, "s3://b/k.parquet"));

    assertEquals(ErrorCode.INVALID_FILTER, refused.code());
    assertEquals(
        "s3://b/k.parquet: filter \"%s\": column n compares with an integer such as 42, but \"%s\" is none"
            .formatted(parsed, parsed.literal()),
        refused.getMessage());
  }
}
