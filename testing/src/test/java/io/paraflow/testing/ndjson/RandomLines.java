package io.paraflow.testing.ndjson;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Lines of random JSON: mostly objects of one shape, whose fields come and go, change their order
 * and sometimes their type; some lines are broken.
 */
final class RandomLines {
  private static final String[] KEYS = {
    "id",
    "name",
    "a_rather_long_key_for_a_field",
    "é",
    "with \\\"quote",
    "\\u006bey",
    "",
    "x.y",
    "status",
    "tags",
    "nested",
    "deep"
  };
  private static final String[] SPACES = {"", "", "", "", " ", "  ", "\t", "\r"};

  private final Random random;
  private final boolean drifting;
  private final int[] types = new int[KEYS.length];

  RandomLines(Random random, boolean drifting) {
    this.random = random;
    this.drifting = drifting;
    for (int i = 0; i < types.length; i++) {
      types[i] = random.nextInt(7);
    }
  }

  String next() {
    String line = random.nextInt(50) == 0 ? value(random.nextInt(7), 0) : object(0);
    if (random.nextInt(20) == 0) {
      line = broken(line);
    }
    return space() + line + space();
  }

  private String broken(String line) {
    StringBuilder broken = new StringBuilder(line);
    int at = random.nextInt(broken.length());
    switch (random.nextInt(3)) {
      case 0 -> broken.setLength(at);
      case 1 -> broken.insert(at, "{}[],:\"0x\u0001".charAt(random.nextInt(10)));
      default -> broken.deleteCharAt(at);
    }
    // Jackson keeps lone surrogates, which this reader refuses: no such line is compared.
    String text = broken.toString();
    boolean surrogates =
        text.toLowerCase(java.util.Locale.ROOT).contains("\\ud")
            || text.chars().anyMatch(c -> Character.isSurrogate((char) c));
    return surrogates ? "{\"broken\"" : text;
  }

  private String object(int depth) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < KEYS.length; i++) {
      if (random.nextInt(5) > 0) {
        int type = drifting && random.nextInt(40) == 0 ? random.nextInt(7) : types[i];
        String value = random.nextInt(10) == 0 ? "null" : value(type, depth + 1);
        members.add('"' + KEYS[i] + '"' + space() + ":" + space() + value + space());
      }
    }
    if (random.nextInt(20) == 0) {
      Collections.shuffle(members, random);
    }
    if (random.nextInt(50) == 0 && !members.isEmpty()) {
      members.add(members.get(random.nextInt(members.size())));
    }
    return "{" + space() + String.join("," + space(), members) + "}";
  }

  private String value(int type, int depth) {
    return switch (type) {
      case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 1 -> number();
      case 2, 3 -> string();
      case 4 -> random.nextBoolean() ? "true" : "false";
      case 5 -> depth > 2 ? "{}" : object(depth);
      default -> array(depth);
    };
  }

  private String array(int depth) {
    List<String> elements = new ArrayList<>();
    int type = depth > 2 ? random.nextInt(5) : random.nextInt(7);
    for (int i = random.nextInt(4); i > 0; i--) {
      int other = drifting && random.nextInt(20) == 0 ? random.nextInt(5) : type;
      elements.add(space() + (random.nextInt(8) == 0 ? "null" : value(other, depth + 1)));
    }
    return "[" + String.join(space() + ",", elements) + space() + "]";
  }

  private String number() {
    return switch (random.nextInt(5)) {
      case 0 -> Double.toString(random.nextInt(100_000) / 100.0);
      case 1 -> Double.toString(random.nextDouble());
      case 2 -> random.nextInt(1000) + "e" + (random.nextInt(40) - 20);
      case 3 -> "-" + random.nextInt(10) + "." + (random.nextLong() >>> 1);
      default -> random.nextInt(100) + ".5E+" + random.nextInt(10);
    };
  }

  private String string() {
    StringBuilder text = new StringBuilder("\"");
    int length = random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(20);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(40)) {
        case 0 -> text.append("\\\"");
        case 1 -> text.append("\\\\");
        case 2 -> text.append("\\n");
        case 3 -> text.append("\\u00e9");
        case 4 -> text.append("\\ud83d\\uDE00");
        case 5 -> text.append("é→");
        case 6 -> text.append("日本");
        case 7 -> text.append("😀");
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.append('"').toString();
  }

  private String space() {
    return SPACES[random.nextInt(SPACES.length)];
  }
}
