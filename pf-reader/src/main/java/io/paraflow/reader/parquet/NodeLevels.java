package io.paraflow.reader.parquet;

/**
 * What levels say of a node.
 *
 * @param repetition a slot begins where the repetition level is at most this
 * @param slotDefinition and the definition level at least this
 * @param definition the slot is not null where the definition level is at least this
 */
record NodeLevels(int repetition, int slotDefinition, int definition) {}
