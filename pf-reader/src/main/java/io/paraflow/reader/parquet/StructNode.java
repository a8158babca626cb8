package io.paraflow.reader.parquet;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A struct.
 *
 * @param field the Arrow field
 * @param levels where it has slots and values
 * @param children its fields, at least one
 */
record StructNode(Field field, NodeLevels levels, List<SchemaNode> children)
    implements SchemaNode {}
