package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Arguments and variables of this process, as Python would have them. Java replaces the bytes that
 * are not UTF-8; the kernel still has them.
 */
final class ProcessText {
  private static final String REPLACED = "\ufffd";
  private static final Path KERNEL = Path.of("/proc/self");

  private ProcessText() {}

  static SortedMap<String, String> variables() {
    return variables(System.getenv(), KERNEL);
  }

  static String[] arguments(String... ofJava) {
    return arguments(KERNEL, ofJava);
  }

  static SortedMap<String, String> variables(Map<String, String> ofJava, Path kernel) {
    SortedMap<String, String> variables = new TreeMap<>();
    boolean isWhole = true;
    for (Map.Entry<String, String> variable : ofJava.entrySet()) {
      if (variable.getKey().contains(REPLACED) || variable.getValue().contains(REPLACED)) {
        isWhole = false;
      } else {
        variables.put(variable.getKey(), variable.getValue());
      }
    }
    if (!isWhole) {
      for (String entry : texts(kernel.resolve("environ"))) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
      ofJava.forEach(
          (name, value) -> {
            if (!name.contains(REPLACED)) {
              variables.putIfAbsent(name, value); // not Linux: what Java knows is all there is
            }
          });
    }
    return variables;
  }

  static String[] arguments(Path kernel, String... ofJava) {
    if (Arrays.stream(ofJava).noneMatch(argument -> argument.contains(REPLACED))) {
      return ofJava;
    }
    List<String> all = texts(kernel.resolve("cmdline"));
    return all.size() < ofJava.length
        ? ofJava
        : all.subList(all.size() - ofJava.length, all.size()).toArray(String[]::new);
  }

  private static List<String> texts(Path file) {
    List<String> texts = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(file);
      int start = 0;
      for (int at = 0; at < bytes.length; at++) {
        if (bytes[at] == 0) {
          texts.add(SurrogateEscape.decode(Arrays.copyOfRange(bytes, start, at)));
          start = at + 1;
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return texts;
  }
}
