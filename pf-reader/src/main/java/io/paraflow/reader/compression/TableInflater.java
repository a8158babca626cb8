package io.paraflow.reader.compression;

import io.paraflow.core.memory.MemoryShortage;
import io.paraflow.core.memory.RawMemory;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Inflates in Java: bits are taken from words of 8 bytes, symbols from {@link HuffmanTable}s, and
 * matches are copied in words. Where input is short, a symbol is taken as a whole or not at all.
 */
final class TableInflater implements RawInflater {
  private static final int WINDOW_BYTES = 32 << 10;
  private static final int BUFFER_BYTES = (128 << 10) - RawMemory.SLACK_BYTES;
  private static final int MAX_MATCH_BYTES = 258;

  /** Between two checks, the fast loop writes three literals and a match. */
  private static final int ROOM_BYTES = MAX_MATCH_BYTES + 3;

  /** Between two checks, the fast loop reads two words. */
  private static final int INPUT_BYTES = 2 * Long.BYTES;

  private static final int END_OF_BLOCK = 256;
  private static final int[] LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final ArrowBuf memory;
  private final long base;
  private final long end;
  private final HuffmanTable literals = HuffmanTable.ofLiterals();
  private final HuffmanTable distances = HuffmanTable.ofDistances();
  private final HuffmanTable codeLengths = HuffmanTable.ofCodeLengths();
  private final byte[] lengths = new byte[320];
  private State state = State.HEADER;
  private boolean isLast;
  private int literalCount;
  private int distanceCount;
  private int codeLengthCount;
  private int lengthsRead;
  private int storedLeft;
  private long bits;
  private int bitCount;
  private long next;
  private long inputEnd;

  /** Where the window begins, or the stream where it is shorter. */
  private long oldest;

  private long handedOut;
  private long written;

  /** What comes next in the stream. */
  private enum State {
    HEADER,
    STORED_LENGTH,
    STORED,
    COUNTS,
    CODE_LENGTHS,
    LENGTHS,
    SYMBOLS,
    FINISHED
  }

  /** An inflater whose window is the allocator's memory. */
  TableInflater(BufferAllocator allocator) {
    this.memory = MemoryShortage.allocate(allocator, BUFFER_BYTES + RawMemory.SLACK_BYTES);
    this.base = memory.memoryAddress();
    this.end = base + BUFFER_BYTES;
    reset();
  }

  @Override
  public void reset() {
    state = State.HEADER;
    isLast = false;
    bits = 0;
    bitCount = 0;
    oldest = base;
    handedOut = base;
    written = base;
  }

  @Override
  public boolean finished() {
    return state == State.FINISHED && handedOut == written;
  }

  @Override
  public int inflate(CompressedInput input, long target, int capacity) throws DataFormatException {
    int available = input.available();
    long start = available == 0 ? 0 : input.address();
    next = start;
    inputEnd = start + available;
    int done = handOut(target, capacity);
    boolean needsInput = false;
    while (done < capacity && state != State.FINISHED && !needsInput) {
      slide();
      long before = written;
      decode();
      needsInput = written == before && state != State.FINISHED;
      done += handOut(target + done, capacity - done);
    }
    if (!needsInput) {
      giveBack(start);
    }
    input.skip((int) (next - start));
    return done;
  }

  private int handOut(long target, int capacity) {
    int bytes = (int) Math.min(written - handedOut, capacity);
    RawMemory.copy(handedOut, target, bytes);
    handedOut += bytes;
    return bytes;
  }

  /** Makes room, once everything is handed out; matches reach back no further than the window. */
  private void slide() {
    if (end - written >= BUFFER_BYTES / 4) {
      return;
    }
    long kept = Math.min(WINDOW_BYTES, written - oldest);
    RawMemory.copy(written - kept, base, kept);
    oldest = base;
    written = base + kept;
    handedOut = written;
  }

  /**
   * Gives bytes back that were taken for bits ahead of need. What a call leaves when it needs more
   * input is part of a symbol, so that whole bytes that are left over are always of this call.
   */
  private void giveBack(long start) {
    int bytes = (int) Math.min(bitCount >>> 3, next - start);
    next -= bytes;
    bitCount -= 8 * bytes;
    bits &= (1L << bitCount) - 1;
  }

  private void decode() throws DataFormatException {
    boolean goesOn = true;
    while (goesOn) {
      goesOn =
          switch (state) {
            case HEADER -> readHeader();
            case STORED_LENGTH -> readStoredLength();
            case STORED -> copyStored();
            case COUNTS -> readCounts();
            case CODE_LENGTHS -> readCodeLengths();
            case LENGTHS -> readLengths();
            case SYMBOLS -> readSymbols();
            case FINISHED -> false;
          };
    }
  }

  private boolean readHeader() throws DataFormatException {
    if (!has(3)) {
      return false;
    }
    isLast = take(1) != 0;
    switch (take(2)) {
      case 0 -> {
        drop(bitCount & 7);
        state = State.STORED_LENGTH;
      }
      case 1 -> {
        readFixedLengths();
        state = State.SYMBOLS;
      }
      case 2 -> state = State.COUNTS;
      default -> throw new DataFormatException("a block of type 3");
    }
    return true;
  }

  private boolean readStoredLength() throws DataFormatException {
    if (!has(32)) {
      return false;
    }
    storedLeft = take(16);
    if (take(16) != (storedLeft ^ 0xffff)) {
      throw new DataFormatException("a stored block whose two lengths disagree");
    }
    state = State.STORED;
    return true;
  }

  private boolean copyStored() {
    while (storedLeft > 0 && bitCount > 0 && written < end) {
      RawMemory.putByte(written++, (byte) take(8));
      storedLeft--;
    }
    int bytes = (int) Math.min(Math.min(storedLeft, inputEnd - next), end - written);
    if (bitCount == 0) {
      RawMemory.copy(next, written, bytes);
      next += bytes;
      written += bytes;
      storedLeft -= bytes;
    }
    if (storedLeft > 0) {
      return false;
    }
    endBlock();
    return true;
  }

  private boolean readCounts() throws DataFormatException {
    if (!has(14)) {
      return false;
    }
    literalCount = take(5) + 257;
    distanceCount = take(5) + 1;
    codeLengthCount = take(4) + 4;
    if (literalCount > 286 || distanceCount > 30) {
      throw new DataFormatException("more symbols than there are");
    }
    Arrays.fill(lengths, (byte) 0);
    lengthsRead = 0;
    state = State.CODE_LENGTHS;
    return true;
  }

  private boolean readCodeLengths() throws DataFormatException {
    while (lengthsRead < codeLengthCount) {
      if (!has(3)) {
        return false;
      }
      lengths[LENGTH_ORDER[lengthsRead++]] = (byte) take(3);
    }
    codeLengths.build(lengths, 0, LENGTH_ORDER.length);
    Arrays.fill(lengths, (byte) 0);
    lengthsRead = 0;
    state = State.LENGTHS;
    return true;
  }

  private boolean readLengths() throws DataFormatException {
    while (lengthsRead < literalCount + distanceCount) {
      int entry = find(codeLengths, 0);
      if (entry == 0) {
        return false;
      }
      int symbol = HuffmanTable.value(entry);
      int codeBits = HuffmanTable.codeBits(entry);
      int extraBits = symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
      if (!has(codeBits + extraBits)) {
        return false;
      }
      drop(codeBits);
      if (symbol < 16) {
        lengths[lengthsRead++] = (byte) symbol;
        continue;
      }
      int repeats = take(extraBits) + (symbol == 18 ? 11 : 3);
      if ((symbol == 16 && lengthsRead == 0)
          || lengthsRead + repeats > literalCount + distanceCount) {
        throw new DataFormatException("code lengths repeated before or behind all others");
      }
      byte length = symbol == 16 ? lengths[lengthsRead - 1] : 0;
      Arrays.fill(lengths, lengthsRead, lengthsRead + repeats, length);
      lengthsRead += repeats;
    }
    if (lengths[END_OF_BLOCK] == 0) {
      throw new DataFormatException("a block without an end");
    }
    literals.build(lengths, 0, literalCount);
    distances.build(lengths, literalCount, distanceCount);
    state = State.SYMBOLS;
    return true;
  }

  private void readFixedLengths() throws DataFormatException {
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, 288, (byte) 8);
    Arrays.fill(lengths, 288, 320, (byte) 5);
    literals.build(lengths, 0, 288);
    distances.build(lengths, 288, 32);
  }

  private void endBlock() {
    state = isLast ? State.FINISHED : State.HEADER;
  }

  private boolean readSymbols() throws DataFormatException {
    while (true) {
      readSymbolsFast();
      if (state != State.SYMBOLS) {
        return true;
      }
      if (end - written < ROOM_BYTES || !readSymbol()) {
        return false;
      }
      if (state != State.SYMBOLS) {
        return true;
      }
    }
  }

  /** Reads symbols while there is input and room for any. */
  private void readSymbolsFast() throws DataFormatException {
    int[] literalTable = literals.entries();
    int[] distanceTable = distances.entries();
    long lastInput = inputEnd - INPUT_BYTES;
    long lastOutput = end - ROOM_BYTES;
    long in = next;
    long out = written;
    long b = bits;
    int count = bitCount;
    try {
      while (in <= lastInput && out <= lastOutput) {
        // Bits from count on are those of the next bytes already, or 0; to add them again is safe.
        b |= RawMemory.getLong(in) << count;
        in += (63 - count) >>> 3;
        count |= 56;
        int entry = literalTable[(int) b & HuffmanTable.LITERAL_MASK];
        if (HuffmanTable.isLiteral(entry)) {
          b >>>= HuffmanTable.codeBits(entry);
          count -= HuffmanTable.codeBits(entry);
          RawMemory.putByte(out++, (byte) HuffmanTable.value(entry));
          entry = literalTable[(int) b & HuffmanTable.LITERAL_MASK];
          if (HuffmanTable.isLiteral(entry)) {
            b >>>= HuffmanTable.codeBits(entry);
            count -= HuffmanTable.codeBits(entry);
            RawMemory.putByte(out++, (byte) HuffmanTable.value(entry));
            entry = literalTable[(int) b & HuffmanTable.LITERAL_MASK];
          }
        }
        if (HuffmanTable.isTable(entry)) {
          entry = HuffmanTable.inner(literalTable, entry, b, HuffmanTable.LITERAL_BITS);
        }
        int codeBits = HuffmanTable.codeBits(entry);
        b >>>= codeBits;
        count -= codeBits;
        if (HuffmanTable.isLiteral(entry)) {
          RawMemory.putByte(out++, (byte) HuffmanTable.value(entry));
          continue;
        }
        if (!HuffmanTable.isMatch(entry)) {
          if (!HuffmanTable.isEnd(entry)) {
            throw new DataFormatException("an invalid literal or length");
          }
          endBlock();
          return;
        }
        int extraBits = HuffmanTable.extraBits(entry);
        int length = HuffmanTable.value(entry) + ((int) b & ((1 << extraBits) - 1));
        b >>>= extraBits;
        count -= extraBits;

        b |= RawMemory.getLong(in) << count;
        in += (63 - count) >>> 3;
        count |= 56;
        entry = distanceTable[(int) b & HuffmanTable.DISTANCE_MASK];
        if (HuffmanTable.isTable(entry)) {
          entry = HuffmanTable.inner(distanceTable, entry, b, HuffmanTable.DISTANCE_BITS);
        }
        if (!HuffmanTable.isMatch(entry)) {
          throw new DataFormatException("an invalid distance");
        }
        codeBits = HuffmanTable.codeBits(entry);
        b >>>= codeBits;
        extraBits = HuffmanTable.extraBits(entry);
        int distance = HuffmanTable.value(entry) + ((int) b & ((1 << extraBits) - 1));
        b >>>= extraBits;
        count -= codeBits + extraBits;
        copyMatch(out, distance, length);
        out += length;
      }
    } finally {
      next = in;
      written = out;
      bits = b & ((1L << count) - 1);
      bitCount = count;
    }
  }

  /** Reads one symbol with what it needs; false, and nothing is taken, where input is short. */
  private boolean readSymbol() throws DataFormatException {
    int entry = find(literals, 0);
    if (entry == 0) {
      return false;
    }
    int used = HuffmanTable.codeBits(entry);
    if (HuffmanTable.isLiteral(entry)) {
      RawMemory.putByte(written++, (byte) HuffmanTable.value(entry));
      drop(used);
      return true;
    }
    if (HuffmanTable.isEnd(entry)) {
      drop(used);
      endBlock();
      return true;
    }
    int extraBits = HuffmanTable.extraBits(entry);
    if (!has(used + extraBits)) {
      return false;
    }
    int length = HuffmanTable.value(entry) + ((int) (bits >>> used) & ((1 << extraBits) - 1));
    used += extraBits;
    entry = find(distances, used);
    if (entry == 0) {
      return false;
    }
    used += HuffmanTable.codeBits(entry);
    extraBits = HuffmanTable.extraBits(entry);
    if (!has(used + extraBits)) {
      return false;
    }
    int distance = HuffmanTable.value(entry) + ((int) (bits >>> used) & ((1 << extraBits) - 1));
    drop(used + extraBits);
    copyMatch(written, distance, length);
    written += length;
    return true;
  }

  private void copyMatch(long target, int distance, int length) throws DataFormatException {
    if (distance > target - oldest) {
      throw new DataFormatException("a distance of " + distance + " before the stream's start");
    }
    long from = target - distance;
    if (distance >= 2 * Long.BYTES) {
      RawMemory.copyOverrun(from, target, length);
    } else if (distance >= Long.BYTES) {
      for (int i = 0; i < length; i += Long.BYTES) {
        RawMemory.putLong(target + i, RawMemory.getLong(from + i));
      }
    } else {
      for (int i = 0; i < length; i++) {
        RawMemory.putByte(target + i, RawMemory.getByte(from + i));
      }
    }
  }

  /**
   * Looks up the symbol whose code begins behind some bits, which stay.
   *
   * @return its entry, with all bits of its code; 0 where input is short
   */
  private int find(HuffmanTable table, int behind) throws DataFormatException {
    while (true) {
      int entry = table.find(bits >>> behind);
      if (HuffmanTable.isSymbol(entry) && behind + HuffmanTable.codeBits(entry) <= bitCount) {
        return entry;
      }
      if (!HuffmanTable.isSymbol(entry) && bitCount - behind >= HuffmanTable.MAX_CODE_BITS) {
        throw new DataFormatException("a code that no symbol has");
      }
      if (!has(bitCount + 1)) {
        return 0;
      }
    }
  }

  /** Takes input until there are so many bits; false where it is short. */
  private boolean has(int count) {
    while (bitCount < count) {
      if (next == inputEnd) {
        return false;
      }
      bits |= (RawMemory.getByte(next++) & 0xffL) << bitCount;
      bitCount += 8;
    }
    return true;
  }

  private int take(int count) {
    int value = (int) bits & ((1 << count) - 1);
    drop(count);
    return value;
  }

  private void drop(int count) {
    bits >>>= count;
    bitCount -= count;
  }

  @Override
  public void close() {
    memory.close();
  }
}
