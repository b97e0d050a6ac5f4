package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One key for each source of some measurements: its path below the working directory, as one
 * process spells it there; what lies elsewhere keeps the spelling it has.
 */
public final class SourcePaths {
  private static final String SLASH = "/";

  /** Folders of libraries: their files are nobody's checkout. */
  private static final Pattern LIBRARY =
      Pattern.compile("(^|/)(site-packages|dist-packages|python\\d[\\d.]*)/|__editable__");

  private final Path directory;
  private final Path realDirectory;
  private final List<Mapping> mappings;
  private final Map<String, Source> known = new HashMap<>();
  private final Map<Path, Path> realFolders = new HashMap<>();

  /**
   * Paths from elsewhere, such as a checkout at another place, and what they mean here.
   *
   * @param from the beginning of a path, whole names only
   * @param to what stands there instead
   */
  public record Mapping(String from, String to) {
    /** What {@link #parse} takes, in words. */
    public static final String ALLOWED = "FROM=TO, the beginnings of two paths";

    /** The mapping that the text tells, or empty when it is not {@link #ALLOWED}. */
    public static Optional<Mapping> parse(String text) {
      int at = text.indexOf('=');
      return at < 1 || at == text.length() - 1
          ? Optional.empty()
          : Optional.of(new Mapping(text.substring(0, at), text.substring(at + 1)));
    }

    private Optional<String> apply(String path) {
      if (path.equals(from)) {
        return Optional.of(to);
      }
      String folder = from.endsWith(SLASH) ? from : from + SLASH;
      return path.startsWith(folder)
          ? Optional.of((to.endsWith(SLASH) ? to : to + SLASH) + path.substring(folder.length()))
          : Optional.empty();
    }
  }

  /**
   * What a key stands for.
   *
   * @param file the same for all spellings of one file, and the key of a file that has several
   * @param spelling the key of a file that has no other
   * @param proven whether the words or the disk say so, not a mapping or a guess
   */
  private record Source(String file, String spelling, boolean proven) {
    boolean isBelow() {
      return !file.startsWith(SLASH);
    }
  }

  /**
   * @param directory the working directory
   * @param mappings what cannot be found out; the first that fits is used
   */
  public SourcePaths(Path directory, List<Mapping> mappings) {
    this.directory = directory.toAbsolutePath().normalize();
    this.realDirectory = real(this.directory);
    this.mappings = List.copyOf(mappings);
  }

  /**
   * The measurements with one key for each source, however often it was spelled differently, also
   * where it was measured in a checkout at another place, as on another machine.
   *
   * @param parts the measurements, each under the name that messages give it
   * @throws ShardException if two files of one measurement would get the same key
   */
  public SortedMap<String, Coverage> unify(Map<String, Coverage> parts) {
    SortedMap<String, Map<String, Source>> sources = new TreeMap<>();
    parts.forEach((name, part) -> sources.put(name, sources(part, parts)));
    Map<String, String> spellings = new HashMap<>();
    sources
        .values()
        .forEach(
            part ->
                part.values()
                    .forEach(
                        source ->
                            spellings.merge(
                                source.file,
                                source.spelling,
                                (one, other) -> one.equals(other) ? one : source.file)));
    SortedMap<String, Coverage> unified = new TreeMap<>();
    parts.forEach(
        (name, part) ->
            unified.put(
                name, renamed(name, part, sources.getOrDefault(name, Map.of()), spellings)));
    return unified;
  }

  private static Coverage renamed(
      String name, Coverage part, Map<String, Source> sources, Map<String, String> spellings) {
    if (sources.entrySet().stream()
        .allMatch(source -> source.getKey().equals(spellings.get(source.getValue().file)))) {
      return part;
    }
    SortedMap<String, FileCoverage> files = new TreeMap<>(Coverage.PATH_ORDER);
    Map<String, String> origins = new HashMap<>();
    part.files()
        .forEach(
            (key, file) -> {
              Source source = sources.getOrDefault(key, new Source(key, key, true));
              String spelling = spellings.getOrDefault(source.file, key);
              String other = origins.putIfAbsent(spelling, key);
              boolean collides =
                  other != null && !(source.proven && sources.getOrDefault(other, source).proven);
              if (collides) {
                throw new ShardException(
                    ExitCode.COVERAGE_UNUSABLE,
                    "%s has two files, %s and %s, that would both become %s: name other places for them with --path-map"
                        .formatted(name, other, key, spelling));
              }
              files.merge(
                  spelling,
                  file,
                  (one, more) -> {
                    if (!one.hasTableOf(more)) {
                      throw new ShardException(
                          ExitCode.COVERAGE_UNUSABLE,
                          name
                              + " has "
                              + spelling
                              + " twice, with different lines: measure again");
                    }
                    return one.mergedWith(more);
                  });
            });
    return new Coverage(part.version(), part.withBranches(), files);
  }

  /** What the keys of one measurement stand for, also if it is of a checkout that is not here. */
  private Map<String, Source> sources(Coverage part, Map<String, Coverage> all) {
    Map<String, Source> sources = new HashMap<>();
    part.files().keySet().forEach(key -> sources.put(key, source(key)));
    Optional<String> checkout = checkout(part, all);
    if (checkout.isPresent()) {
      String folder = checkout.get() + SLASH;
      sources.replaceAll(
          (key, source) -> {
            if (!isForeign(source) || !source.file.startsWith(folder)) {
              return source;
            }
            String here = source.file.substring(folder.length());
            return new Source(here, here, false);
          });
    }
    return sources;
  }

  /**
   * The folder below which most of what is not here has the names of what is: a checkout at another
   * place. A file with other lines than its namesake here does not speak for it.
   */
  private Optional<String> checkout(Coverage part, Map<String, Coverage> all) {
    SortedMap<String, Integer> votes = new TreeMap<>();
    part.files()
        .forEach(
            (key, file) -> {
              Source source = source(key);
              if (isForeign(source)) {
                namesake(source.file, file, all)
                    .ifPresent(
                        here ->
                            votes.merge(
                                source.file.substring(0, source.file.length() - here.length() - 1),
                                1,
                                Integer::sum));
              }
            });
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .filter(folder -> !folder.isEmpty());
  }

  /** The longest end of the path that is a file here, or the key of one in some measurement. */
  private Optional<String> namesake(String path, FileCoverage file, Map<String, Coverage> all) {
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      String end = path.substring(at + 1);
      List<FileCoverage> measured =
          all.values().stream()
              .flatMap(part -> Optional.ofNullable(part.files().get(end)).stream())
              .toList();
      boolean known = !measured.isEmpty() || Files.isRegularFile(directory.resolve(end));
      if (known) {
        return measured.stream().allMatch(other -> other.hasTableOf(file))
            ? Optional.of(end)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** It lies outside, is no library's, and there is no such file: it is another machine's. */
  private static boolean isForeign(Source source) {
    return !source.isBelow()
        && source.proven
        && !LIBRARY.matcher(source.file).find()
        && Files.notExists(Path.of(source.file));
  }

  /** Most keys are in every measurement, and to ask the disk for one takes long. */
  private Source source(String key) {
    return known.computeIfAbsent(key, this::lookUp);
  }

  private Source lookUp(String key) {
    Optional<String> mapped =
        mappings.stream().flatMap(mapping -> mapping.apply(key).stream()).findFirst();
    String path = mapped.orElse(key);
    try {
      Path full = directory.resolve(path).normalize();
      Path real = real(full);
      Optional<String> below = below(directory, full);
      Optional<String> realBelow = below(realDirectory, real);
      String file = realBelow.or(() -> below).orElse(real.toString());
      return new Source(file, below.or(() -> realBelow).orElse(path), mapped.isEmpty());
    } catch (InvalidPathException e) {
      return new Source(path, path, mapped.isEmpty()); // nothing that could be found here
    }
  }

  private static Optional<String> below(Path root, Path file) {
    return file.startsWith(root) && !file.equals(root)
        ? Optional.of(root.relativize(file).toString())
        : Optional.empty();
  }

  /** Links followed; the disk is slow, and most files share their folder with others. */
  private Path real(Path path) {
    Path folder = path.getParent();
    if (folder == null) {
      return path;
    }
    Path realFolder = realFolders.computeIfAbsent(folder, SourcePaths::realOrSame);
    Path inside = realFolder.resolve(path.getFileName());
    return Files.isSymbolicLink(inside) ? realOrSame(inside) : inside;
  }

  private static Path realOrSame(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // a source need not be here where it is merged
    }
  }
}
