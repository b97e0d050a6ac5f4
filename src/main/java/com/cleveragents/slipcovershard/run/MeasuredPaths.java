package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.SurrogateEscape;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What SlipCover is told to measure, as far as it decides whether a private copy may link to a
 * virtual environment: for SlipCover a file that is reached through a link lies where the link
 * leads, so an environment that is measured has to be copied.
 *
 * @param sources what SlipCover is given as such, absolute and real; empty when it is not set, and
 *     then SlipCover leaves library paths out by itself
 * @param omitted the patterns of {@code omit}, made absolute as SlipCover makes them
 */
public record MeasuredPaths(List<Path> sources, List<Pattern> omitted) {

  public MeasuredPaths {
    sources = List.copyOf(sources);
    omitted = List.copyOf(omitted);
  }

  /**
   * Reads the two settings as SlipCover reads them.
   *
   * @param directory the real path of the working directory
   */
  public static MeasuredPaths of(Path directory, List<String> source, List<String> omit) {
    return new MeasuredPaths(
        source.stream()
            .map(entry -> Checkout.real(directory.resolve(SurrogateEscape.path(entry))))
            .toList(),
        omit.stream()
            .map(glob -> glob.startsWith("*") ? glob : directory + "/" + glob)
            .map(MeasuredPaths::fnmatch)
            .toList());
  }

  /** Whether anything that can be imported from an environment may be measured. */
  boolean reach(Path environment) {
    String module = environment + "/lib/python3/site-packages/any_module.py";
    return sources.stream()
            .anyMatch(source -> environment.startsWith(source) || source.startsWith(environment))
        && omitted.stream().noneMatch(pattern -> pattern.matcher(module).matches());
  }

  /** Python's fnmatch: an asterisk crosses slashes, and only a whole name matches. */
  private static Pattern fnmatch(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = glob.indexOf(']', i + 2);
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (c == '[' && end > 0) {
        String set = glob.substring(i + 1, end);
        boolean negated = set.startsWith("!");
        regex
            .append(negated ? "[^" : "[")
            .append((negated ? set.substring(1) : set).replaceAll("[\\\\\\[\\]^&]", "\\\\$0"))
            .append(']');
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
