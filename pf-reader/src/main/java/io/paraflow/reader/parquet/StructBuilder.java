package io.paraflow.reader.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Collects structs; each child has a slot for each slot of this one. */
final class StructBuilder extends ColumnBuilder {
  private final ColumnPlace place;
  private final List<ColumnBuilder> children;

  StructBuilder(
      ColumnPlace place,
      List<ColumnBuilder> children,
      boolean nullable,
      BufferAllocator allocator) {
    super(nullable, allocator);
    this.place = place;
    this.children = children;
  }

  /** Appends structs. */
  void append(long[] validBits, int slots) {
    appendValidity(validBits, slots, false);
    count += slots;
  }

  @Override
  long bytesOf(int slots) {
    long bytes = super.bytesOf(slots);
    for (ColumnBuilder child : children) {
      bytes += child.bytesOf(Math.min(slots, child.count()));
    }
    return bytes;
  }

  @Override
  long ownBytes() {
    return super.bytesOf(count);
  }

  @Override
  Field field(Field declared) {
    List<Field> members = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      members.add(children.get(i).field(declared.getChildren().get(i)));
    }
    return withChildren(declared, members);
  }

  @Override
  void lendDictionaries(Field declared, MapDictionaryProvider target) {
    for (int i = 0; i < children.size(); i++) {
      children.get(i).lendDictionaries(declared.getChildren().get(i), target);
    }
  }

  @Override
  void lend(FieldVector vector, int slots) {
    load(vector, slots);
    List<FieldVector> vectors = vector.getChildrenFromFields();
    for (int i = 0; i < children.size(); i++) {
      ColumnBuilder child = children.get(i);
      ListBuilder.checkCount(place, child, slots, slots == count);
      child.lend(vectors.get(i), slots);
    }
  }

  @Override
  void removeFirst(int slots) {
    children.forEach(child -> child.removeFirst(slots));
    removeValidity(slots);
    count -= slots;
  }

  @Override
  public void close() {
    super.close();
    children.forEach(ColumnBuilder::close);
  }
}
