package com.cleveragents.slipcovershard.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of a setting comes from: the flag, else the input of the action, else a variable
 * of its own. An empty input counts as absent: that is how a workflow hands over what is not set.
 */
final class Values {
  private final Map<String, String> environment;

  Values(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @param flag what the command line says, if anything
   * @param name of flag and input alike
   */
  Optional<String> of(@Nullable String flag, String name) {
    if (flag != null) {
      return Optional.of(flag);
    }
    return Optional.ofNullable(environment.get(inputName(name))).filter(value -> !value.isBlank());
  }

  /** As {@link #of(String, String)}, with a variable of its own as the last source. */
  Optional<String> of(@Nullable String flag, String name, String variable) {
    return of(flag, name)
        .or(() -> Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank()));
  }

  /** Whether a workflow hands over this input, though nothing is in it. */
  boolean isEmptyInput(String name) {
    String value = environment.get(inputName(name));
    return value != null && value.isBlank();
  }

  /** Whether a workflow hands over this input with the word true. */
  boolean isTrueInput(String name) {
    return of(null, name).filter(text -> text.strip().equalsIgnoreCase("true")).isPresent();
  }

  /** Upper case, hyphens kept: that is how runners name it. */
  static String inputName(String name) {
    return "INPUT_" + name.toUpperCase(Locale.ROOT);
  }
}
