package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.ShardException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is seen of a Python that a suite is to run with.
 *
 * @param version of Python; empty if it did not tell
 * @param packages the versions of those that can be imported, by their titles
 * @param remark what else is worth telling; empty if nothing is
 * @param lack why the suite cannot run with it
 */
public record PythonSight(
    Optional<String> version,
    SortedMap<String, String> packages,
    String remark,
    Optional<Lack> lack) {
  public PythonSight {
    packages = new TreeMap<>(packages);
  }

  /**
   * What a Python has not, or has too old.
   *
   * @param isOfPackages whether all would be well with other packages
   * @param what is wrong
   * @param advice what to type
   * @param failure both of it in a sentence, as a run ends with it
   */
  public record Lack(boolean isOfPackages, String what, String advice, ShardException failure) {}

  static PythonSight of(ShardException failure, Optional<String> version) {
    return new PythonSight(
        version,
        new TreeMap<>(),
        "",
        Optional.of(
            new Lack(
                false,
                failure.sentence(),
                "name another Python with --python, or have one fetched with --python-version",
                failure)));
  }

  /** What a worker has told of the Python that it runs on. */
  public static PythonSight of(Runner runner, Event.Hello hello) {
    return new PythonSight(
        Optional.of(hello.python()),
        new TreeMap<>(
            Map.of(
                PythonPackage.SLIPCOVER.title(), hello.slipcover(),
                runner.product().title(), hello.runner())),
        hello.untouched(),
        Optional.empty());
  }

  /** The same with something else to tell. */
  public PythonSight remarking(String other) {
    return new PythonSight(version, packages, other, lack);
  }
}
