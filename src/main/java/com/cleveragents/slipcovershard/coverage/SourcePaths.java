package com.cleveragents.slipcovershard.coverage;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.SurrogateEscape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** How it is known what a key stands for. */
  private enum Origin {
    /** The words or the disk say so. */
    PROVEN,
    /** So they do, but there is no such file: it is of another machine. */
    ELSEWHERE,
    /** A mapping or a guess says so. */
    TOLD
  }

  /**
   * What a key stands for.
   *
   * @param file the same for all spellings of one file, and the key of a file that has several
   * @param spelling the key of a file that has no other
   */
  private record Source(String file, String spelling, Origin origin) {}

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
    SortedMap<String, SortedMap<String, Source>> sources = new TreeMap<>();
    Map<String, String> spellings = new HashMap<>();
    parts.forEach(
        (name, part) -> {
          SortedMap<String, Source> found = sources(part, parts);
          sources.put(name, found);
          for (Source source : found.values()) {
            spellings.merge(
                source.file,
                source.spelling,
                (one, other) -> one.equals(other) ? one : source.file);
          }
        });
    SortedMap<String, Coverage> unified = new TreeMap<>();
    sources.forEach(
        (name, found) -> {
          Coverage part = Objects.requireNonNull(parts.get(name));
          boolean same =
              found.entrySet().stream()
                  .allMatch(key -> key.getKey().equals(spellings.get(key.getValue().file)));
          unified.put(name, same ? part : renamed(name, part, found, spellings));
        });
    return unified;
  }

  private static Coverage renamed(
      String name,
      Coverage part,
      SortedMap<String, Source> sources,
      Map<String, String> spellings) {
    SortedMap<String, FileCoverage> files = new TreeMap<>(Coverage.PATH_ORDER);
    Map<String, String> origins = new HashMap<>();
    for (Map.Entry<String, FileCoverage> measured : part.files().entrySet()) {
      String key = measured.getKey();
      FileCoverage file = measured.getValue();
      Source source = Objects.requireNonNull(sources.get(key));
      String spelling = Objects.requireNonNull(spellings.get(source.file));
      String other = origins.putIfAbsent(spelling, key);
      if (other == null) {
        files.put(spelling, file);
        continue;
      }
      FileCoverage known = Objects.requireNonNull(files.get(spelling));
      if (source.origin == Origin.TOLD
          || Objects.requireNonNull(sources.get(other)).origin == Origin.TOLD) {
        throw unusable(
            "%s has two files, %s and %s, that would both become %s: name other places for them with --path-map"
                .formatted(name, other, key, spelling));
      }
      if (!known.hasTableOf(file)) {
        throw unusable(name + " has " + spelling + " twice, with different lines: measure again");
      }
      files.put(spelling, known.mergedWith(file));
    }
    return new Coverage(part.version(), part.withBranches(), files);
  }

  private static ShardException unusable(String sentence) {
    return new ShardException(ExitCode.COVERAGE_UNUSABLE, sentence);
  }

  /** What the keys of one measurement stand for, also if it is of a checkout that is not here. */
  private SortedMap<String, Source> sources(Coverage part, Map<String, Coverage> all) {
    SortedMap<String, Source> sources = new TreeMap<>(Coverage.PATH_ORDER);
    Optional<String> checkout = checkout(part, all).map(folder -> folder + SLASH);
    for (String key : part.files().keySet()) {
      Source source = source(key);
      boolean inside =
          source.origin == Origin.ELSEWHERE && checkout.filter(source.file::startsWith).isPresent();
      if (inside) {
        String here = source.file.substring(checkout.orElseThrow().length());
        source = new Source(here, here, Origin.TOLD);
      }
      sources.put(key, source);
    }
    return sources;
  }

  /**
   * The folder below which most of what is not here has the names of what is: a checkout at another
   * place. A file with other lines than its namesake here does not speak for it.
   */
  private Optional<String> checkout(Coverage part, Map<String, Coverage> all) {
    SortedMap<String, Integer> votes = new TreeMap<>();
    for (Map.Entry<String, FileCoverage> measured : part.files().entrySet()) {
      Source source = source(measured.getKey());
      if (source.origin == Origin.ELSEWHERE) {
        String path = source.file;
        namesake(path, measured.getValue(), all)
            .map(here -> path.substring(0, path.length() - here.length() - 1))
            .ifPresent(folder -> votes.merge(folder, 1, Integer::sum));
      }
    }
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
      boolean known =
          !measured.isEmpty() || Files.isRegularFile(directory.resolve(SurrogateEscape.path(end)));
      if (known) {
        return measured.stream().allMatch(other -> other.hasTableOf(file))
            ? Optional.of(end)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Most keys are in every measurement, and to ask the disk for one takes long. */
  private Source source(String key) {
    return known.computeIfAbsent(key, this::lookUp);
  }

  private Source lookUp(String key) {
    Optional<String> mapped =
        mappings.stream().flatMap(mapping -> mapping.apply(key).stream()).findFirst();
    String path = mapped.orElse(key);
    Origin origin = mapped.isPresent() ? Origin.TOLD : Origin.PROVEN;
    try {
      Path full = directory.resolve(SurrogateEscape.path(path)).normalize();
      Path real = real(full);
      Optional<String> below = below(directory, full);
      Optional<String> realBelow = below(realDirectory, real);
      String file = realBelow.or(() -> below).orElse(SurrogateEscape.name(real));
      boolean elsewhere =
          origin == Origin.PROVEN
              && file.startsWith(SLASH)
              && key.startsWith(SLASH)
              && !LIBRARY.matcher(file).find()
              && Files.notExists(real);
      return new Source(
          file, below.or(() -> realBelow).orElse(path), elsewhere ? Origin.ELSEWHERE : origin);
    } catch (InvalidPathException e) {
      return new Source(path, path, origin); // nothing that could be found here
    }
  }

  private static Optional<String> below(Path root, Path file) {
    return file.startsWith(root) && !file.equals(root)
        ? Optional.of(SurrogateEscape.name(root.relativize(file)))
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
