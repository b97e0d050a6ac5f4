package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command with arguments or variables that hold bytes which are not UTF-8. Java encodes all that
 * it hands to a process and has no way to hand over bytes, so a shell makes them and then becomes
 * the program.
 */
final class ByteCommand {
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private ByteCommand() {}

  /** Those of the variables that Java cannot hand over. */
  static SortedMap<String, String> ofBytes(Map<String, String> variables) {
    SortedMap<String, String> ofBytes = new TreeMap<>();
    variables.forEach(
        (name, value) -> {
          if (!SurrogateEscape.isUnicode(name) || !SurrogateEscape.isUnicode(value)) {
            ofBytes.put(name, value);
          }
        });
    return ofBytes;
  }

  /** The command itself where nothing of it needs that. */
  static List<String> of(List<String> arguments, Map<String, String> variables) {
    SortedMap<String, String> ofBytes = ofBytes(variables);
    if (ofBytes.isEmpty() && arguments.stream().allMatch(SurrogateEscape::isUnicode)) {
      return arguments;
    }
    StringBuilder script = new StringBuilder("exec /usr/bin/env");
    ofBytes.forEach((name, value) -> script.append(' ').append(word(name + "=" + value)));
    List<String> plain = new ArrayList<>();
    for (String argument : arguments) {
      if (SurrogateEscape.isUnicode(argument)) {
        plain.add(argument);
        script.append(" \"${").append(plain.size()).append("}\"");
      } else {
        script.append(' ').append(word(argument));
      }
    }
    List<String> command = new ArrayList<>(SHELL);
    command.add(script.toString());
    command.add("sh");
    command.addAll(plain);
    return command;
  }

  /** Text in quotes, the bytes by their octal numbers. */
  private static String word(String text) {
    StringBuilder word = new StringBuilder("'");
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c >= 0xdc80 && c <= 0xdcff) {
        word.append("'\"$(printf '\\").append(Integer.toOctalString(c - 0xdc00)).append("')\"'");
      } else if (c == '\'') {
        word.append("'\\''");
      } else if (Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)) {
        word.append(SurrogateEscape.visible(String.valueOf((char) c)));
      } else {
        word.appendCodePoint(c);
      }
    }
    return word.append('\'').toString();
  }
}
