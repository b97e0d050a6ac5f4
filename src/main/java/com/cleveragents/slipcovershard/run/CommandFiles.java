package com.cleveragents.slipcovershard.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The files by which a step gives commands to its runner (outputs, variables, PATH, …). A child
 * gets files of its own in their place: what a test writes there stays without effect, and cannot
 * spoil what we write.
 */
final class CommandFiles {
  private static final List<String> FORGES = List.of("FORGEJO_", "GITEA_", "GITHUB_");
  private static final List<String> NAMES =
      List.of("ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY");

  private CommandFiles() {}

  /** Puts empty files of this folder in the place of the runner's. */
  static void replace(Map<String, String> variables, Path folder) throws IOException {
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      for (String forge : FORGES) {
        if (variables.containsKey(forge + name)) {
          if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Files.createFile(file);
          }
          variables.put(forge + name, file.toString());
        }
      }
    }
  }

  /** Takes the values back that were there before. */
  static void restore(Map<String, String> variables, Map<String, String> before) {
    for (String name : NAMES) {
      for (String forge : FORGES) {
        variables.remove(forge + name);
        if (before.containsKey(forge + name)) {
          variables.put(forge + name, String.valueOf(before.get(forge + name)));
        }
      }
    }
  }
}
