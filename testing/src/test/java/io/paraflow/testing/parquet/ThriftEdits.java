package io.paraflow.testing.parquet;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Changes numbers, lengths and counts in a struct in Thrift's compact encoding. */
final class ThriftEdits {
  private static final long[] VALUES = {
    0,
    1,
    -1,
    2,
    7,
    255,
    65_536,
    1 << 20,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final byte[] bytes;
  private final List<Slot> slots = new ArrayList<>();
  private int at;

  private ThriftEdits(byte[] bytes) {
    this.bytes = bytes;
  }

  private enum Kind {
    NUMBER,
    LENGTH,
    COLLECTION
  }

  /** Where something is that can be changed. */
  private record Slot(Kind kind, int from, int to, long value) {}

  /** A struct with up to three things changed. */
  static byte[] edit(byte[] struct, Random random) {
    ThriftEdits edits = new ThriftEdits(struct);
    edits.struct();
    Collections.shuffle(edits.slots, random);
    List<Slot> chosen =
        edits.slots.subList(0, Math.min(edits.slots.size(), 1 + random.nextInt(3))).stream()
            .sorted(Comparator.comparingInt(Slot::from))
            .toList();
    ByteArrayOutputStream edited = new ByteArrayOutputStream();
    int from = 0;
    for (Slot slot : chosen) {
      edited.write(struct, from, slot.from - from);
      write(edited, slot, struct[slot.from], random);
      from = slot.to;
    }
    edited.write(struct, from, struct.length - from);
    return edited.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Slot slot, byte header, Random random) {
    long value = other(slot.value, random);
    switch (slot.kind) {
      case NUMBER -> varint(out, value << 1 ^ value >> 63);
      case LENGTH -> varint(out, value);
      case COLLECTION -> {
        int type = header & 15;
        if (value >= 0 && value < 15) {
          out.write((int) value << 4 | type);
        } else {
          out.write(0xf0 | type);
          varint(out, value);
        }
      }
    }
  }

  private static long other(long value, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> value * 2;
      case 3 -> value / 2;
      case 4 -> random.nextInt(100);
      default -> VALUES[random.nextInt(VALUES.length)];
    };
  }

  private void struct() {
    while (true) {
      int header = bytes[at++];
      int type = header & 15;
      if (type == 0) {
        return;
      }
      if ((header & 0xf0) == 0) {
        varint();
      }
      value(type, false);
    }
  }

  private void value(int type, boolean inCollection) {
    switch (type) {
      case 1, 2 -> at += inCollection ? 1 : 0;
      case 3 -> at++;
      case 4, 5, 6 -> {
        int from = at;
        long value = varint();
        slots.add(new Slot(Kind.NUMBER, from, at, value >>> 1 ^ -(value & 1)));
      }
      case 7 -> at += 8;
      case 8 -> {
        int from = at;
        long length = varint();
        slots.add(new Slot(Kind.LENGTH, from, at, length));
        at += (int) length;
      }
      case 9, 10 -> {
        int from = at;
        int header = bytes[at++] & 0xff;
        long size = header >>> 4 == 15 ? varint() : header >>> 4;
        slots.add(new Slot(Kind.COLLECTION, from, at, size));
        for (long i = 0; i < size; i++) {
          value(header & 15, true);
        }
      }
      case 12 -> struct();
      default -> throw new IllegalArgumentException("field type " + type + " at " + at);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
