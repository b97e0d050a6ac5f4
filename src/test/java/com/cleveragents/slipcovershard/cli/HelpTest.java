package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README tells of every flag that there is, and of no other. */
class HelpTest {
  private static final Pattern FLAG = Pattern.compile("--[a-z][a-z-]+");

  private @TempDir Path folder;

  @Test
  void isTheTableOfTheReadme() throws IOException {
    SortedSet<String> help = flags(TestProject.in(folder).command("run", "--help").out());
    help.removeAll(flags("--help --version"));

    SortedSet<String> table = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("README.md"))) {
      if (line.startsWith("| `--")) {
        table.addAll(flags(line.split("\\|", 3)[1]));
      }
    }
    assertEquals(String.join("\n", table), String.join("\n", help));
  }

  private static SortedSet<String> flags(String text) {
    SortedSet<String> flags = new TreeSet<>();
    Matcher matcher = FLAG.matcher(text);
    while (matcher.find()) {
      flags.add(matcher.group());
    }
    return flags;
  }
}
