package com.cleveragents.slipcovershard.ci;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which name a run keeps something in the cache, and from which earlier runs it takes it. A
 * pull request takes what it kept itself, else what the branches kept, and keeps it apart from
 * them; all branches share theirs.
 *
 * @param toSave name of the entry of this run
 * @param prefixes what names of entries to take begin with, the best ones first
 */
public record CacheKeys(String toSave, List<String> prefixes) {
  /**
   * Lower case, since services do not tell it from upper case, and no comma, which is between names
   * in a question.
   */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

  private static final String BASE = "base";

  private static final Pattern PULL_REQUEST = Pattern.compile("refs/pull/(\\d{1,18})/.*");

  /** Hexadecimal digits of a hash; always as many, so that no name is the beginning of another. */
  private static final int DIGITS = 16;

  public CacheKeys {
    prefixes = List.copyOf(prefixes);
    check(toSave);
    prefixes.forEach(CacheKeys::check);
  }

  private static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a cache entry: " + name);
    }
  }

  /**
   * Those of the workflow that we run in. Grammar: {@code slipcover-shard-<subject>-v1-<hash of the
   * repository>-<base or pr-number>-<hash of the settings>-<run>}. Attempts of a run have one name:
   * the later one takes the place of the earlier.
   *
   * @param subject what is kept, in lower-case letters
   * @param settings whatever has to be the same for it to be of use
   */
  public static CacheKeys of(String subject, String settings, Map<String, String> environment) {
    if (!subject.matches("[a-z]+")) {
      throw new IllegalArgumentException("not lower-case letters: " + subject);
    }
    String repository = environment.getOrDefault("GITHUB_REPOSITORY", "").toLowerCase(Locale.ROOT);
    String start = "slipcover-shard-" + subject + "-v1-" + hash(repository) + "-";
    String end = "-" + hash(settings) + "-";
    String own = start + scope(environment) + end;
    String shared = start + BASE + end;
    List<String> prefixes = own.equals(shared) ? List.of(shared) : List.of(own, shared);
    String run = environment.getOrDefault("GITHUB_RUN_ID", "").replaceAll("[^0-9]", "");
    return new CacheKeys(prefixes.get(0) + (run.isEmpty() ? "0" : run), prefixes);
  }

  /** Whose entries a run saves: {@code base} for those of all branches, {@code pr-7}. */
  public static String scope(Map<String, String> environment) {
    // The reference and not the event: pull_request_target, say, runs what is in the base branch.
    Matcher pull = PULL_REQUEST.matcher(environment.getOrDefault("GITHUB_REF", ""));
    return pull.matches() ? "pr-" + pull.group(1) : BASE;
  }

  private static String hash(String text) {
    return Sha256.of(text).substring(0, DIGITS);
  }
}
