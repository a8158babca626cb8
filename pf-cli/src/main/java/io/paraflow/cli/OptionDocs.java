package io.paraflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paraflow.core.config.OptionSection;
import io.paraflow.core.config.OptionSpec;
import io.paraflow.core.config.OptionType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pages that are made from the options themselves. */
public final class OptionDocs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OptionDocs() {}

  /** A page in Markdown: one table for each section. */
  public static String markdown(Command command) {
    StringBuilder page = new StringBuilder();
    page.append("# Options of ").append(command.name()).append("\n\n");
    page.append("A flag wins over an environment variable, that over the configuration file");
    page.append(" (`--config FILE`), and the file over the default.\n");
    page.append("`").append(command.name()).append(" options` prints this page, and `");
    page.append(command.name()).append(" options --schema` a JSON Schema of the file.\n");
    for (OptionSection section : command.options().sections()) {
      if (section.options().isEmpty()) {
        continue;
      }
      page.append("\n## ").append(section.path()).append("\n\n").append(section.doc());
      page.append("\n\n| key | flag | environment | default | what it does |\n");
      page.append("|---|---|---|---|---|\n");
      section.options().forEach(spec -> page.append(row(spec)).append('\n'));
    }
    return page.toString();
  }

  private static String row(OptionSpec spec) {
    String def = spec.def() == null ? "" : spec.secret() ? "secret" : "`" + spec.def() + "`";
    return "| "
        + String.join(
            " | ",
            "`" + spec.key() + "`",
            code(spec.flags()),
            code(spec.env()),
            spec.required() ? "required" : def,
            (spec.doc() + " " + kind(spec)).strip().replace("|", "\\|"))
        + " |";
  }

  /** The kind of value, the choices and the range as a sentence of their own. */
  static String kind(OptionSpec spec) {
    return switch (spec.type()) {
      case BOOLEAN, TEXT, PATH -> "";
      case CHOICE -> "One of " + String.join(", ", spec.choices()) + ".";
      case LIST -> spec.commaSeparated() ? "A list, with commas." : "Repeatable.";
      case WHOLE, DECIMAL -> capital(spec.type().description() + spec.range() + ".");
      case DURATION ->
          "A duration"
              + spec.range()
              + (spec.plainSeconds() ? ", plain numbers are seconds." : ".");
    };
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String code(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  /** A JSON Schema of the configuration file, for editors. */
  public static String jsonSchema(Command command) {
    ObjectNode root = object(JSON.createObjectNode());
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", command.name());
    for (OptionSection section : command.options().sections()) {
      ObjectNode node = descend(root, section.path());
      node.put("description", section.doc());
      for (OptionSpec spec : section.options()) {
        node.withObject("properties").set(spec.key(), property(spec));
      }
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode object(ObjectNode node) {
    if (!node.has("type")) {
      node.put("type", "object").put("additionalProperties", false);
    }
    return node;
  }

  private static ObjectNode descend(ObjectNode root, String path) {
    ObjectNode node = root;
    for (String key : path.split("\\.", -1)) {
      node = object(node.withObject("properties").withObject(key));
    }
    return node;
  }

  private static ObjectNode property(OptionSpec spec) {
    ObjectNode node = JSON.createObjectNode();
    node.put("description", spec.doc());
    // Every value may also be text, because text may refer to environment variables.
    List<String> types = new ArrayList<>();
    switch (spec.type()) {
      case BOOLEAN -> types.add("boolean");
      case WHOLE -> types.add("integer");
      case DECIMAL -> types.add("number");
      case LIST -> types.add("array");
      case TEXT -> types.addAll(List.of("number", "boolean"));
      case DURATION -> {
        if (spec.plainSeconds()) {
          types.add("integer");
        }
      }
      case CHOICE, PATH -> {}
    }
    types.add("string");
    if (types.size() == 1) {
      node.put("type", types.getFirst());
    } else {
      types.forEach(node.putArray("type")::add);
    }
    if (spec.type() == OptionType.CHOICE) {
      spec.choices().forEach(node.putArray("examples")::add);
    }
    if (spec.type() == OptionType.LIST) {
      node.putObject("items").put("type", "string");
    }
    boolean number = types.contains("integer") || types.contains("number");
    if (number && spec.min() > Integer.MIN_VALUE) {
      node.put("minimum", spec.min());
    }
    if (number && spec.max() < Integer.MAX_VALUE) {
      node.put("maximum", spec.max());
    }
    if (spec.def() != null && !spec.secret()) {
      node.put("default", spec.def());
    }
    return node;
  }
}
