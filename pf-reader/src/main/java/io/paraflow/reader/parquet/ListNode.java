package io.paraflow.reader.parquet;

import org.apache.arrow.vector.types.pojo.Field;

/**
 * A list or map.
 *
 * @param field the Arrow field
 * @param levels where it has slots and values
 * @param elementDefinition the least definition level of an element
 * @param element what it consists of
 */
record ListNode(Field field, NodeLevels levels, int elementDefinition, SchemaNode element)
    implements SchemaNode {}
