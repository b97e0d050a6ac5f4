package com.cleveragents.slipcovershard;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A pattern of file names, with the meaning of Python's {@code glob.glob(pattern, recursive=True)}:
 * {@code *}, {@code ?}, {@code [seq]} and {@code [!seq]} stand for characters of one name, {@code
 * **} alone between slashes for any number of folders, none included. No wildcard stands for a name
 * that begins with a dot, unless the pattern has that dot. Links to folders are followed, and what
 * cannot be read is passed over.
 *
 * <p>Python follows a link back to a folder that it comes from some forty times. Here it is found
 * and not followed, so each file has one name less than forty.
 */
public final class Glob {
  private final String pattern;
  private final List<Part> parts;

  private Glob(String pattern) {
    this.pattern = pattern;
    this.parts = Arrays.stream(pattern.split("/+", -1)).map(Part::of).toList();
  }

  /** A glob. Every text is one: a bracket that is not closed stands for itself. */
  public static Glob of(String pattern) {
    return new Glob(pattern);
  }

  /** Whether the text has a wildcard; any other names one file. */
  public static boolean isPattern(String text) {
    return Part.hasWildcard(text);
  }

  /**
   * Names of all that is there and matches, from the directory on, as Python writes them: with a
   * slash at the end where the pattern has one, and without the directory itself.
   */
  public NavigableSet<String> expand(Path directory) {
    NavigableSet<String> names = new TreeSet<>();
    boolean isAbsolute = pattern.startsWith("/");
    Place start = isAbsolute ? new Place(Path.of("/"), "/") : new Place(directory, "");
    walk(start, isAbsolute ? 1 : 0, names::add);
    names.remove("");
    return names;
  }

  /**
   * Whether the name of a file or folder, relative to where the pattern starts, matches. A pattern
   * that ends with a slash matches folders, so here it matches any name.
   */
  public boolean matches(Path relative) {
    List<String> names = new ArrayList<>();
    relative.forEach(name -> names.add(SurrogateEscape.name(name)));
    List<Part> wanted = parts;
    if (parts.size() > 1 && parts.get(parts.size() - 1).isEmpty()) {
      wanted = parts.subList(0, parts.size() - 1);
    }
    return matches(wanted, names);
  }

  /** Whether it ends with a name and not with a wildcard. */
  public boolean endsWithName() {
    for (int last = parts.size() - 1; last >= 0; last--) {
      if (!parts.get(last).isEmpty()) {
        return parts.get(last) instanceof Part.Name;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return pattern;
  }

  private static boolean matches(List<Part> parts, List<String> names) {
    if (parts.isEmpty()) {
      return names.isEmpty();
    }
    List<Part> rest = parts.subList(1, parts.size());
    if (parts.get(0) instanceof Part.Folders) {
      for (int taken = 0; ; taken++) {
        if (matches(rest, names.subList(taken, names.size()))) {
          return true;
        }
        if (taken == names.size() || Part.isHidden(names.get(taken))) {
          return false;
        }
      }
    }
    return !names.isEmpty()
        && parts.get(0).matches(names.get(0))
        && matches(rest, names.subList(1, names.size()));
  }

  /** A folder or file that a part of the pattern has led to, and its name as Python writes it. */
  private record Place(Path path, String name) {
    Place in(String child) {
      return new Place(
          child.isEmpty() ? path : path.resolve(SurrogateEscape.path(child)),
          name.isEmpty() || name.endsWith("/") ? name + child : name + "/" + child);
    }

    boolean exists() {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    boolean isFolder() {
      return Files.isDirectory(path);
    }
  }

  private void walk(Place place, int number, Consumer<String> found) {
    if (number == parts.size()) {
      found.accept(place.name());
      return;
    }
    Part part = parts.get(number);
    boolean isLast = number == parts.size() - 1;
    if (part instanceof Part.Folders) {
      if (place.isFolder()) {
        walk(isLast ? place.in("") : place, number + 1, found);
        walkBelow(place, number, new HashSet<>(Set.of(real(place))), found);
      }
    } else if (part instanceof Part.Name name) {
      Place next = place.in(name.text());
      if (name.isEmpty() ? place.isFolder() : next.exists()) {
        walk(next, number + 1, found);
      }
    } else {
      for (String name : names(place)) {
        Place next = place.in(name);
        if (part.matches(name) && (isLast || next.isFolder())) {
          walk(next, number + 1, found);
        }
      }
    }
  }

  /** All that is below, for a pattern that goes on after {@code **}. */
  private void walkBelow(Place place, int number, Set<Path> above, Consumer<String> found) {
    boolean isLast = number == parts.size() - 1;
    for (String name : names(place)) {
      Place next = place.in(name);
      if (Part.isHidden(name) || !(isLast || next.isFolder())) {
        continue;
      }
      Path real = real(next);
      boolean leadsBack = next.isFolder() && !above.add(real);
      if (isLast || !leadsBack) {
        walk(next, number + 1, found);
      }
      if (next.isFolder() && !leadsBack) {
        walkBelow(next, number, above, found);
        above.remove(real);
      }
    }
  }

  private static Path real(Place place) {
    try {
      return place.path().toRealPath();
    } catch (IOException e) {
      return place.path().toAbsolutePath().normalize();
    }
  }

  private static List<String> names(Place place) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(place.path())) {
      children.forEach(child -> names.add(SurrogateEscape.name(child.getFileName())));
    } catch (IOException | DirectoryIteratorException e) {
      return names; // not a folder, or not ours to read: Python passes over it
    }
    return names;
  }

  /** What stands between two slashes. */
  private sealed interface Part {
    boolean matches(String name);

    default boolean isEmpty() {
      return false;
    }

    static Part of(String text) {
      if (text.equals("**")) {
        return new Folders();
      }
      return hasWildcard(text) ? new Wildcard(fnmatch(text), isHidden(text)) : new Name(text);
    }

    static boolean hasWildcard(String text) {
      return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    static boolean isHidden(String name) {
      return name.startsWith(".");
    }

    /** Exactly this name; an empty one asks for a folder. */
    record Name(String text) implements Part {
      @Override
      public boolean matches(String name) {
        return text.equals(name);
      }

      @Override
      public boolean isEmpty() {
        return text.isEmpty();
      }
    }

    /** Any number of folders, none included. */
    record Folders() implements Part {
      @Override
      public boolean matches(String name) {
        return !isHidden(name);
      }
    }

    /** Names that fit. */
    record Wildcard(Pattern pattern, boolean wantsDot) implements Part {
      @Override
      public boolean matches(String name) {
        return (wantsDot || !isHidden(name)) && pattern.matcher(name).matches();
      }
    }

    /** Python's fnmatch of one name. */
    private static Pattern fnmatch(String glob) {
      StringBuilder regex = new StringBuilder();
      for (int at = 0; at < glob.length(); ) {
        int c = glob.codePointAt(at);
        at += Character.charCount(c);
        if (c == '*') {
          regex.append(".*");
        } else if (c == '?') {
          regex.append('.');
        } else if (c == '[') {
          int end = endOfSet(glob, at);
          if (end < 0) {
            regex.append("\\[");
          } else {
            regex.append(set(glob.substring(at, end)));
            at = end + 1;
          }
        } else {
          regex.append(literal(c));
        }
      }
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Where the bracket closes; a closing one at the start stands for itself. */
    private static int endOfSet(String glob, int start) {
      int from = start < glob.length() && glob.charAt(start) == '!' ? start + 1 : start;
      return glob.indexOf(']', from + 1);
    }

    private static String set(String text) {
      boolean isNegated = text.startsWith("!");
      int[] wanted = (isNegated ? text.substring(1) : text).codePoints().toArray();
      StringBuilder ranges = new StringBuilder();
      for (int at = 0; at < wanted.length; at++) {
        if (at + 2 < wanted.length && wanted[at + 1] == '-') {
          if (wanted[at] <= wanted[at + 2]) {
            ranges.append(literal(wanted[at])).append('-').append(literal(wanted[at + 2]));
          }
          at += 2;
        } else {
          ranges.append(literal(wanted[at]));
        }
      }
      if (ranges.isEmpty()) {
        return isNegated ? "." : "(?!)"; // ranges that end before they begin hold nothing
      }
      return (isNegated ? "[^" : "[") + ranges + "]";
    }

    private static String literal(int codePoint) {
      return "\\x{" + Integer.toHexString(codePoint) + "}";
    }
  }
}
