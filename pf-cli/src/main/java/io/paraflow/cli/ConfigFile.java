package io.paraflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.paraflow.core.config.ConfigException;
import io.paraflow.core.config.ConfigNode;
import io.paraflow.core.config.ConfigProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads YAML as data only: no tags, no anchors, no aliases, at most {@value #MAX_BYTES} bytes and
 * {@value #MAX_DEPTH} levels, each key once.
 */
final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 16;

  private static final Pattern LINE = Pattern.compile(" line (\\d+)");

  private final String name;
  private final YAMLParser parser;
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConfigFile(String name, YAMLParser parser) {
    this.name = name;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException when it cannot be read, or is not such YAML, with all that is wrong
   */
  static ConfigNode.Mapping read(Path path) {
    String name = String.valueOf(path.getFileName());
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw problem(
            path.toString(), "has " + size + " bytes, but at most " + MAX_BYTES + " are read");
      }
      if (!Files.isRegularFile(path)) {
        throw problem(path.toString(), "is not a file");
      }
      return parse(name, Files.readString(path, StandardCharsets.UTF_8));
    } catch (java.nio.charset.CharacterCodingException e) {
      throw problem(path.toString(), "is not UTF-8 text");
    } catch (java.nio.file.NoSuchFileException e) {
      throw problem(path.toString(), "no such file");
    } catch (IOException e) {
      throw problem(path.toString(), "cannot be read: " + e);
    }
  }

  /** Reads a text. */
  static ConfigNode.Mapping parse(String name, String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      ConfigFile file = new ConfigFile(name, parser);
      ConfigNode.Mapping root = file.document();
      if (!file.problems.isEmpty()) {
        throw new ConfigException(file.problems);
      }
      return root;
    } catch (JsonProcessingException e) {
      throw syntaxProblem(name, e.getOriginalMessage());
    } catch (IOException e) {
      throw problem(name, "cannot be read: " + e);
    }
  }

  private static ConfigException problem(String where, String message) {
    return new ConfigException(List.of(new ConfigProblem(where, message)));
  }

  /** The parser's message has several lines; the last place it names is where the fault is. */
  private static ConfigException syntaxProblem(String name, String message) {
    String where = name;
    Matcher place = LINE.matcher(message);
    while (place.find()) {
      where = name + ":" + place.group(1);
    }
    String reason =
        message.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", "));
    return problem(where, "is not YAML: " + reason);
  }

  private ConfigNode.Mapping document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new ConfigNode.Mapping(Map.of(), name + ":1");
    }
    ConfigNode node = node(0);
    if (parser.nextToken() != null) {
      report("has a second document; give one");
    }
    return switch (node) {
      case ConfigNode.Mapping mapping -> mapping;
      case ConfigNode.Empty empty -> new ConfigNode.Mapping(Map.of(), empty.position());
      case ConfigNode.Scalar _, ConfigNode.Sequence _ ->
          throw problem(node.position(), "must have sections with keys at the top");
    };
  }

  private ConfigNode node(int depth) throws IOException {
    String position = position();
    if (depth > MAX_DEPTH) {
      throw problem(position, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (parser.isCurrentAlias()) {
      report("has an alias; write the value out");
    } else if (parser.getObjectId() != null) {
      report("has an anchor; write the value out");
    } else if (parser.getTypeId() != null) {
      report("has a tag; write the plain value");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(position, depth);
      case START_ARRAY -> sequence(position, depth);
      case VALUE_NULL -> new ConfigNode.Empty(position);
      default -> new ConfigNode.Scalar(parser.getText(), position);
    };
  }

  private ConfigNode mapping(String position, int depth) throws IOException {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyPosition = position();
      parser.nextToken();
      if (entries.put(key, node(depth + 1)) != null) {
        problems.add(new ConfigProblem(keyPosition, "the key " + key + " is given twice"));
      }
    }
    return new ConfigNode.Mapping(entries, position);
  }

  private ConfigNode sequence(String position, int depth) throws IOException {
    List<ConfigNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return new ConfigNode.Sequence(items, position);
  }

  private void report(String message) {
    problems.add(new ConfigProblem(position(), message));
  }

  private String position() {
    return name + ":" + parser.currentTokenLocation().getLineNr();
  }
}
