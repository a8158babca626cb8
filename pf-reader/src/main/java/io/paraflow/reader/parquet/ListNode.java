package io.paraflow.reader.parquet;

import org.apache.arrow.vector.types.pojo.Field;

/**
 * A list or map.
 *
 * @param field the Arrow field
 * @param levels where it has slots and values
 * @param elementLevels where its elements are
 * @param element what it consists of
 */
record ListNode(Field field, NodeLevels levels, NodeLevels elementLevels, SchemaNode element)
    implements SchemaNode {}
