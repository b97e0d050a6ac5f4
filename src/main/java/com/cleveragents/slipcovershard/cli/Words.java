package com.cleveragents.slipcovershard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words and text, as a POSIX shell tells them apart; nothing is expanded, no shell is started. */
final class Words {
  private static final Pattern SAFE = Pattern.compile("[\\w@%+=:,./-]+");

  private Words() {}

  /** A text that {@link #split} splits into these words. */
  static String join(List<String> words) {
    return words.stream()
        .map(word -> SAFE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** The words of a setting; what cannot be split is noted as a mistake of that name. */
  static List<String> split(String text, String setting, Mistakes mistakes) {
    try {
      return split(text);
    } catch (IllegalArgumentException e) {
      mistakes.add(setting, "'" + text + "' cannot be split into words: " + e.getMessage());
      return List.of();
    }
  }

  /**
   * @throws IllegalArgumentException if a quote is not closed or a backslash ends the text
   */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == '\'') {
        if (c == '\'') {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\\') {
        if (++i == text.length()) {
          throw new IllegalArgumentException("a backslash at the end escapes nothing");
        }
        char escaped = text.charAt(i);
        if (quote == '"' && "$`\"\\\n".indexOf(escaped) < 0) {
          word.append('\\'); // within double quotes it escapes only these
        }
        if (escaped != '\n') {
          word.append(escaped);
        }
        inWord = true;
      } else if (quote == '"') {
        if (c == '"') {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a " + quote + " is not closed");
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
