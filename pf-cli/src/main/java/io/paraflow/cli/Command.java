package io.paraflow.cli;

import io.paraflow.core.config.OptionModel;
import java.util.List;
import java.util.Map;

/**
 * What a command is, for its help and its parser.
 *
 * @param name as it is typed
 * @param summary what it does, in a sentence or two
 * @param argument what the plain arguments are, for example {@code FILE}; empty if there are none
 * @param argumentDoc what the plain arguments mean
 * @param options its options
 * @param examples command lines, each with a comment before it
 * @param exitCodes what each exit code means, in order
 * @param retired flags that other programs of this kind have and this one does not, with what to do
 *     instead
 */
public record Command(
    String name,
    String summary,
    String argument,
    String argumentDoc,
    OptionModel options,
    List<String> examples,
    Map<String, String> exitCodes,
    Map<String, String> retired) {}
