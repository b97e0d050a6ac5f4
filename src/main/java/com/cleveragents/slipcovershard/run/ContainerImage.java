package com.cleveragents.slipcovershard.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The container image of the action: what it brings for the projects that are run in it.
 *
 * @param home where it keeps what is ours: {@code bin/} with uv, {@code wheels/}
 */
public record ContainerImage(Path home) {
  /** As the image itself has it; a workflow may replace the variable. */
  private static final List<String> PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /** The variables with the programs of the image at the end of PATH, whatever else is in it. */
  public SortedMap<String, String> withPrograms(Map<String, String> environment) {
    Set<String> directories = new LinkedHashSet<>();
    Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .forEach(directories::add);
    directories.add(home.resolve("bin").toString());
    directories.addAll(PATH);
    SortedMap<String, String> variables = new TreeMap<>(environment);
    variables.put("PATH", String.join(":", directories));
    return variables;
  }

  /** The image's own Python, which is not the one that a workflow's PATH may name. */
  public PythonEnvironment python() {
    return PythonEnvironment.named("python3", home, Map.of("PATH", String.join(":", PATH)))
        .because("of the container image");
  }

  /** What it brings from the index of Python packages, as {@code name version}. */
  public static List<String> packages() {
    return Stream.concat(
            Arrays.stream(PythonPackage.values()).map(PythonPackage::requirement),
            Stream.of(Installer.Uv.REQUIREMENT))
        .map(requirement -> requirement.replace("==", " "))
        .toList();
  }

  /** SlipCover and the runners with all that they need, for when no index can be asked. */
  Path wheels() {
    return home.resolve("wheels");
  }
}
