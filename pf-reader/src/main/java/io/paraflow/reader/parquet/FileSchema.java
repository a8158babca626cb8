package io.paraflow.reader.parquet;

import static io.paraflow.reader.parquet.ThriftFields.present;

import io.paraflow.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/**
 * A file's schema: its tree of elements, and the Arrow fields that they become. Lists are
 * recognised in their standard form and in every form that older writers used.
 */
final class FileSchema {
  private static final int MAX_DEPTH = 100;

  /** Of all elements: each has the names of those that it is in. */
  private static final int MAX_PATH_CHARACTERS = 4 << 20;

  private final String file;
  private final List<SchemaElement> elements;
  private final Map<String, Group> columns = new LinkedHashMap<>();
  private int next;
  private int leaves;
  private int pathCharacters;

  /** An element with its children and the number of leaves before it. */
  private record Group(SchemaElement element, String path, int firstLeaf, List<Group> children) {
    boolean isLeaf() {
      return children.isEmpty();
    }

    int leafCount() {
      return isLeaf() ? 1 : children.stream().mapToInt(Group::leafCount).sum();
    }

    boolean isRepeated() {
      return element.getRepetition_type() == FieldRepetitionType.REPEATED;
    }

    boolean isOptional() {
      return element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    }

    boolean isList() {
      return (element.isSetLogicalType() && present(element.getLogicalType()).isSetLIST())
          || element.getConverted_type() == ConvertedType.LIST;
    }

    boolean isMap() {
      return (element.isSetLogicalType() && present(element.getLogicalType()).isSetMAP())
          || element.getConverted_type() == ConvertedType.MAP
          || element.getConverted_type() == ConvertedType.MAP_KEY_VALUE;
    }
  }

  /**
   * Reads the tree.
   *
   * @param elements the schema in depth-first order, as the footer has it
   * @throws io.paraflow.core.error.IngestException CORRUPT when it is no tree, UNSUPPORTED when it
   *     is too deep or two top-level columns have one name
   */
  FileSchema(String file, List<SchemaElement> elements) {
    this.file = file;
    this.elements = elements;
    if (elements.isEmpty()) {
      throw new ColumnPlace(file, "(root)").corrupt("no schema");
    }
    SchemaElement root = elements.getFirst();
    next = 1;
    List<Group> fields = new ArrayList<>();
    for (int i = 0; i < root.getNum_children(); i++) {
      fields.add(group("", 1));
    }
    if (next != elements.size()) {
      throw new ColumnPlace(file, "(root)")
          .corrupt(
              "%d elements of the schema belong to no group".formatted(elements.size() - next));
    }
    requireDistinctNames(fields);
    fields.forEach(field -> columns.put(field.element.getName(), field));
  }

  /** Fields are read and written by name, by which these could not be told apart. */
  private void requireDistinctNames(List<Group> fields) {
    Set<String> names = new HashSet<>();
    for (Group field : fields) {
      if (!names.add(present(field.element.getName()))) {
        throw new ColumnPlace(file, field.path)
            .error(ErrorCode.UNSUPPORTED, "more than one field has this name, which is not read");
      }
    }
  }

  private Group group(String prefix, int depth) {
    if (next >= elements.size()) {
      throw new ColumnPlace(file, prefix).corrupt("the schema ends early");
    }
    SchemaElement element = elements.get(next++);
    String name = present(element.getName());
    String path = depth == 1 ? name : prefix + "." + name;
    if (depth > MAX_DEPTH) {
      throw new ColumnPlace(file, path)
          .error(ErrorCode.UNSUPPORTED, "nested deeper than " + MAX_DEPTH + " levels");
    }
    pathCharacters += path.length();
    if (pathCharacters > MAX_PATH_CHARACTERS) {
      throw new ColumnPlace(file, prefix)
          .error(
              ErrorCode.LIMIT_EXCEEDED,
              "the paths of all columns have more than %d characters"
                  .formatted(MAX_PATH_CHARACTERS));
    }
    int firstLeaf = leaves;
    List<Group> children = new ArrayList<>();
    if (element.isSetType()) {
      leaves++;
    } else {
      int count = element.getNum_children();
      if (count > elements.size() - next || count < 0) {
        throw new ColumnPlace(file, path).corrupt("a group of " + count + " fields");
      }
      for (int i = 0; i < count; i++) {
        children.add(group(path, depth + 1));
      }
    }
    return new Group(element, path, firstLeaf, children);
  }

  /** The names of the top-level columns, in the file's order. */
  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /** How many leaf columns there are. */
  int leafCount() {
    return leaves;
  }

  /** How many leaf columns some of {@link #columns()} have. */
  int leafCount(List<String> names) {
    return names.stream().mapToInt(name -> present(columns.get(name)).leafCount()).sum();
  }

  /**
   * A top-level column.
   *
   * @param name one of {@link #columns()}
   * @throws io.paraflow.core.error.IngestException UNSUPPORTED when it has a type that is not read,
   *     or a struct with two fields of one name
   */
  SchemaNode column(String name) {
    Group column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(name);
    }
    return node(column, new NodeLevels(0, 0, 0), false);
  }

  /**
   * A field within its parent.
   *
   * @param parent the levels of what encloses it
   */
  private SchemaNode node(Group group, NodeLevels parent, boolean isKey) {
    if (!group.isRepeated()) {
      return single(group, parent, group.isOptional(), isKey);
    }
    // A repeated field outside of a list: a list that is never null, of values that are never null.
    NodeLevels levels =
        new NodeLevels(parent.repetition(), parent.slotDefinition(), parent.definition());
    SchemaNode element = single(group, elementLevels(levels), false, false);
    return list(group, levels, false, element);
  }

  private static NodeLevels elementLevels(NodeLevels list) {
    int definition = list.definition() + 1;
    return new NodeLevels(list.repetition() + 1, definition, definition);
  }

  private static ListNode list(
      Group group, NodeLevels levels, boolean optional, SchemaNode element) {
    Field field =
        new Field(
            group.element.getName(),
            new FieldType(optional, new ArrowType.List(), null),
            List.of(element.field()));
    return new ListNode(field, levels, elementLevels(levels), element);
  }

  private SchemaNode single(Group group, NodeLevels parent, boolean optional, boolean isKey) {
    NodeLevels levels =
        new NodeLevels(
            parent.repetition(), parent.slotDefinition(), parent.definition() + (optional ? 1 : 0));
    if (group.element.isSetType()) {
      return leaf(group, levels, optional && !isKey, isKey);
    }
    ColumnPlace place = new ColumnPlace(file, group.path);
    if (isKey && optional) {
      throw place.error(ErrorCode.UNSUPPORTED, "a map's key that is a group and need not be there");
    }
    if (group.isLeaf()) {
      throw place.error(ErrorCode.UNSUPPORTED, "a group without fields");
    }
    if (group.element.isSetLogicalType()
        && present(group.element.getLogicalType()).isSetVARIANT()) {
      throw place.error(ErrorCode.UNSUPPORTED, "type VARIANT is not read");
    }
    Group child = group.children.getFirst();
    boolean oneRepeated = group.children.size() == 1 && child.isRepeated();
    if (group.isList() && oneRepeated) {
      return list(group, levels, optional, listElement(group, child, elementLevels(levels)));
    }
    if (group.isMap() && oneRepeated && !child.isLeaf()) {
      return map(group, child, levels, optional);
    }
    requireDistinctNames(group.children);
    List<SchemaNode> children = new ArrayList<>();
    for (Group field : group.children) {
      children.add(node(field, levels, false));
    }
    return struct(present(group.element.getName()), levels, optional, children);
  }

  private static StructNode struct(
      String name, NodeLevels levels, boolean nullable, List<SchemaNode> children) {
    List<Field> fields = children.stream().map(SchemaNode::field).toList();
    Field field = new Field(name, new FieldType(nullable, new ArrowType.Struct(), null), fields);
    return new StructNode(field, levels, children);
  }

  /** The element of a list: the repeated group's only field, or in older forms the group itself. */
  private SchemaNode listElement(Group list, Group repeated, NodeLevels levels) {
    String name = present(repeated.element.getName());
    boolean isElement =
        repeated.isLeaf()
            || repeated.children.size() > 1
            || repeated.children.getFirst().isRepeated()
            || repeated.isList()
            || repeated.isMap()
            || name.equals("array")
            || name.equals(list.element.getName() + "_tuple");
    return isElement
        ? single(repeated, levels, false, false)
        : node(repeated.children.getFirst(), levels, false);
  }

  private SchemaNode map(Group map, Group entry, NodeLevels levels, boolean optional) {
    NodeLevels entryLevels = elementLevels(levels);
    SchemaNode key = node(entry.children.getFirst(), entryLevels, true);
    if (entry.children.size() == 1) {
      return list(map, levels, optional, key);
    }
    if (entry.children.size() > 2) {
      throw new ColumnPlace(file, map.path)
          .corrupt("a map with %d fields in an entry".formatted(entry.children.size()));
    }
    SchemaNode value = node(entry.children.getLast(), entryLevels, false);
    StructNode element = struct("entries", entryLevels, false, List.of(key, value));
    Field field =
        new Field(
            map.element.getName(),
            new FieldType(optional, new ArrowType.Map(false), null),
            List.of(element.field()));
    return new ListNode(field, levels, elementLevels(levels), element);
  }

  private LeafNode leaf(Group group, NodeLevels levels, boolean nullable, boolean isKey) {
    LeafTypes.LeafType type = LeafTypes.of(group.element, new ColumnPlace(file, group.path));
    Field field =
        new Field(
            group.element.getName(),
            new FieldType(nullable, type.type(), null, type.metadata()),
            List.of());
    return new LeafNode(
        field,
        group.path,
        group.firstLeaf,
        group.element,
        levels,
        isKey,
        type.kind(),
        type.conversion());
  }
}
