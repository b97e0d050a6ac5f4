package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.Redaction;
import com.cleveragents.slipcovershard.ci.WorkflowVariables;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Values that are taken out of what is shown and uploaded. A value that is a path of the checkout,
 * or the name of a source or a test file, is not: taking it out would spoil each line that names a
 * file, and protect nothing.
 */
final class SecretValues {
  private final List<Path> roots;
  private final Map<String, String> environment;
  private final SortedSet<String> names = new TreeSet<>();

  private SecretValues(Invocation invocation) {
    this.roots = List.of(invocation.workspace(), invocation.directory());
    this.environment = invocation.environment();
  }

  /** Those of a command. */
  static SecretValues of(Invocation invocation) {
    return new SecretValues(invocation);
  }

  /** The same, where these files are known as well. */
  SecretValues besides(Collection<String> files) {
    for (String file : files) {
      for (String part : file.split("/", -1)) {
        names.add(part);
        names.add(part.replaceFirst("\\.[^.]*$", ""));
      }
    }
    return this;
  }

  /** Takes out values that are secret by the names of their variables. */
  Redaction redaction() {
    return redaction(Set.of());
  }

  /**
   * Takes out these, too.
   *
   * @param values such as the user gives to the suite
   */
  Redaction redaction(Collection<String> values) {
    SortedSet<String> all = WorkflowVariables.secrets(environment);
    all.addAll(values);
    all.removeIf(value -> isName(value.strip()));
    return Redaction.of(all);
  }

  private boolean isName(String value) {
    if (value.isEmpty() || names.contains(value)) {
      return true;
    }
    try {
      Path path = Path.of(value);
      return roots.stream()
          .anyMatch(
              root ->
                  path.isAbsolute()
                      ? path.startsWith(root)
                      : Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
