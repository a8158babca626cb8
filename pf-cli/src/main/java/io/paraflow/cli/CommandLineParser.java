package io.paraflow.cli;

import io.paraflow.core.config.ConfigProblem;
import io.paraflow.core.config.Names;
import io.paraflow.core.config.OptionSection;
import io.paraflow.core.config.OptionSpec;
import io.paraflow.core.config.OptionType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Takes command lines apart and writes the help, both from the options' declarations. */
final class CommandLineParser {
  private static final String SECTION_COMMAND = "General";
  private static final int HELP_WIDTH = 100;

  private final Command command;
  private final CommandLine commandLine;
  private final Set<String> flags = new LinkedHashSet<>();

  CommandLineParser(Command command) {
    this.command = command;
    CommandSpec spec = CommandSpec.create().name(command.name());
    if (!command.argument().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .paramLabel(command.argument())
              .description(command.argumentDoc())
              .index("0..*")
              .arity("0..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .build());
    }
    for (OptionSection section : command.options().sections()) {
      addGroup(spec, section.path(), section.options());
    }
    spec.addArgGroup(generalOptions());
    spec.optionsMap().keySet().forEach(flags::add);
    spec.usageMessage()
        .width(HELP_WIDTH)
        .sortOptions(false)
        .synopsisHeading("Usage: ")
        .customSynopsis(
            command.name()
                + " [OPTION]..."
                + (command.argument().isEmpty() ? "" : " [" + command.argument() + "]..."))
        .description("", escaped(command.summary()), "")
        .footer(footer());
    commandLine = new CommandLine(spec);
    commandLine
        .setUnmatchedArgumentsAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setTrimQuotes(false);
    spec.parser().collectErrors(true).allowOptionsAsOptionParameters(false);
  }

  /** The help, for standard output. */
  String help() {
    return commandLine.getUsageMessage(Ansi.OFF);
  }

  /** Takes a command line apart. */
  Invocation parse(String... arguments) {
    ParseResult result = commandLine.parseArgs(arguments);
    List<ConfigProblem> problems = new ArrayList<>();
    for (String unknown : result.unmatched()) {
      problems.add(unknown(unknown));
    }
    result.errors().stream()
        .filter(error -> !(error instanceof CommandLine.UnmatchedArgumentException))
        .forEach(error -> problems.add(new ConfigProblem("command line", message(error))));
    Map<String, List<String>> values = new LinkedHashMap<>();
    command
        .options()
        .options()
        .flatMap(spec -> spec.flags().stream().limit(1))
        .distinct()
        .filter(result::hasMatchedOption)
        .forEach(flag -> values.put(flag, result.matchedOption(flag).stringValues()));
    return new Invocation(
        action(result),
        values,
        result.matchedPositionals().stream()
            .limit(1)
            .flatMap(all -> all.stringValues().stream())
            .toList(),
        configFile(result, problems),
        problems);
  }

  private static @Nullable String configFile(ParseResult result, List<ConfigProblem> problems) {
    if (!result.hasMatchedOption("--config")) {
      return null;
    }
    List<String> files = result.matchedOption("--config").stringValues();
    if (files.size() > 1) {
      problems.add(new ConfigProblem("--config", "given " + files.size() + " times; give it once"));
    }
    return files.isEmpty() ? null : files.getFirst();
  }

  private static Invocation.Action action(ParseResult result) {
    if (result.hasMatchedOption("--help")) {
      return Invocation.Action.HELP;
    } else if (result.hasMatchedOption("--version")) {
      return Invocation.Action.VERSION;
    } else if (result.hasMatchedOption("--print-config")) {
      return Invocation.Action.PRINT_CONFIG;
    } else if (result.hasMatchedOption("--validate")) {
      return Invocation.Action.VALIDATE;
    }
    return Invocation.Action.RUN;
  }

  private ConfigProblem unknown(String argument) {
    int equals = argument.indexOf('=');
    String flag = equals < 0 ? argument : argument.substring(0, equals);
    String instead = command.retired().get(flag);
    if (instead != null) {
      return new ConfigProblem(flag, "there is no such option; " + instead);
    }
    if (!flag.startsWith("-")) {
      return new ConfigProblem(flag, "unexpected argument");
    }
    return new ConfigProblem(flag, "no such option" + Names.hint(flag, flags));
  }

  private static String message(Exception error) {
    return String.valueOf(error.getMessage());
  }

  /** Alternatives may share a flag: it is one option on the command line, with each meaning. */
  private void addGroup(CommandSpec spec, String title, List<OptionSpec> options) {
    List<OptionSpec> added =
        options.stream()
            .filter(option -> !option.flags().isEmpty())
            .filter(option -> !spec.optionsMap().containsKey(option.flags().getFirst()))
            .toList();
    if (!added.isEmpty()) {
      ArgGroupSpec.Builder group = group(title);
      added.forEach(option -> group.addArg(option(option, meanings(option.flags().getFirst()))));
      spec.addArgGroup(group.build());
    }
  }

  private String meanings(String flag) {
    List<OptionSection> sections =
        command.options().sections().stream()
            .filter(section -> section.options().stream().anyMatch(o -> hasFlag(o, flag)))
            .toList();
    return sections.stream()
        .flatMap(
            section ->
                section.options().stream()
                    .filter(option -> hasFlag(option, flag))
                    .map(
                        option ->
                            sections.size() == 1
                                ? description(option)
                                : "For " + section.path() + ": " + description(option)))
        .collect(Collectors.joining(" "));
  }

  private static boolean hasFlag(OptionSpec option, String flag) {
    return option.flags().contains(flag);
  }

  private static ArgGroupSpec.Builder group(String title) {
    return ArgGroupSpec.builder().heading("%n" + title + ":%n").validate(false).exclusive(false);
  }

  private static CommandLine.Model.OptionSpec option(OptionSpec spec, String description) {
    CommandLine.Model.OptionSpec.Builder option =
        CommandLine.Model.OptionSpec.builder(spec.flags().toArray(String[]::new))
            .description(description);
    if (spec.type() == OptionType.BOOLEAN) {
      return option.type(boolean.class).arity("0").build();
    }
    return option
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label(spec))
        .build();
  }

  private static String description(OptionSpec spec) {
    String env = spec.env().isEmpty() ? "" : " Environment: " + String.join(", ", spec.env()) + ".";
    boolean showDefault = spec.def() != null && !spec.secret() && spec.type() != OptionType.BOOLEAN;
    String def = showDefault ? " Default: " + spec.def() + "." : "";
    return Stream.of(spec.doc(), OptionDocs.kind(spec))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "))
        + def
        + env;
  }

  private static String label(OptionSpec spec) {
    return switch (spec.type()) {
      case WHOLE, DECIMAL -> "N";
      case DURATION -> "TIME";
      case PATH -> "PATH";
      case CHOICE -> "WORD";
      case BOOLEAN, TEXT, LIST -> "TEXT";
    };
  }

  private static ArgGroupSpec generalOptions() {
    ArgGroupSpec.Builder group = group(SECTION_COMMAND);
    group.addArg(
        CommandLine.Model.OptionSpec.builder("--config")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("FILE")
            .description("Read options from this YAML file; flags and environment win over it.")
            .build());
    group.addArg(
        general("--validate", "Check the configuration, report all problems, do nothing else."));
    group.addArg(
        general("--print-config", "Show the configuration as YAML without secrets, do nothing."));
    group.addArg(general("--help", "Show this help.", "-h"));
    group.addArg(general("--version", "Show version, commit and build time.", "-V"));
    return group.build();
  }

  private static CommandLine.Model.OptionSpec general(String flag, String doc, String... others) {
    String[] names = Stream.concat(Stream.of(flag), Stream.of(others)).toArray(String[]::new);
    return CommandLine.Model.OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(doc)
        .build();
  }

  private String[] footer() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Examples:");
    lines.add("  # Print all options as a page, or as a JSON Schema of the configuration file");
    lines.add("  " + command.name() + " options");
    lines.add("  " + command.name() + " options --schema");
    command.examples().forEach(example -> lines.add("  " + escaped(example)));
    lines.add("");
    lines.add("Exit codes:");
    command
        .exitCodes()
        .forEach((code, meaning) -> lines.add("  " + code + "  " + escaped(meaning)));
    return lines.toArray(String[]::new);
  }

  /** For picocli, in whose texts a percent sign begins a format. */
  private static String escaped(String text) {
    return text.replace("%", "%%");
  }
}
