package io.paraflow.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.paraflow.core.config.Config;
import io.paraflow.core.config.OptionType;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a configuration as YAML that can be read again, but for what is secret. */
final class ConfigPrinter {
  private static final String MASK = "\"***\"";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(ms|s|m|h|d)?");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*(?=@)");

  private ConfigPrinter() {}

  /** The values in use, each with its source as a comment. */
  static String print(Config config) {
    StringBuilder yaml = new StringBuilder();
    String open = "";
    for (Config.Setting setting : config.settings()) {
      String path = setting.spec().path();
      String section = path.substring(0, path.lastIndexOf('.'));
      if (!section.equals(open)) {
        openSection(yaml, open, section);
        open = section;
      }
      yaml.append("  ".repeat((int) section.chars().filter(c -> c == '.').count() + 1));
      if (setting.value() == null) {
        yaml.append("# ").append(setting.spec().key()).append(":\n");
      } else {
        yaml.append(setting.spec().key()).append(": ").append(value(setting));
        yaml.append("  # ").append(Text.printable(setting.source())).append('\n');
      }
    }
    return yaml.toString();
  }

  private static void openSection(StringBuilder yaml, String open, String section) {
    String[] before = open.split("\\.", -1);
    String[] now = section.split("\\.", -1);
    int same = 0;
    while (same < Math.min(before.length, now.length) && before[same].equals(now[same])) {
      same++;
    }
    for (int level = same; level < now.length; level++) {
      yaml.append("  ".repeat(level)).append(now[level]).append(":\n");
    }
  }

  private static String value(Config.Setting setting) {
    if (setting.spec().secret()) {
      return MASK;
    }
    if (setting.spec().type() == OptionType.LIST && setting.value() instanceof List<?> list) {
      return list.stream()
          .map(item -> scalar(String.valueOf(item)))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(String.valueOf(setting.value()));
  }

  private static String scalar(String text) {
    String shown = USER_INFO.matcher(text).replaceAll("***").replace("${", "$${");
    if (PLAIN.matcher(shown).matches() || NUMBER.matcher(shown).matches()) {
      return shown;
    }
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(shown)) + "\"";
  }
}
