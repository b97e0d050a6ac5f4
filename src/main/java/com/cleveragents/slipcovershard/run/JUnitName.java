package com.cleveragents.slipcovershard.run;

/**
 * The name of a test of pytest in JUnit files, as pytest's own {@code --junitxml} has it.
 *
 * @param className the module and the classes around the test, separated by dots
 * @param name the function with its parameters
 */
public record JUnitName(String className, String name) {

  /** Names {@code tests/test_a.py::TestB::test_c[x::y]} test_c[x::y] of tests.test_a.TestB. */
  public static JUnitName ofTest(Ledger.Entry entry, String test) {
    int parameters = test.indexOf('[');
    int end = test.lastIndexOf("::", parameters < 0 ? test.length() : parameters);
    String classes = end < 0 ? "" : "." + test.substring(0, end).replace("::", ".");
    String name = end < 0 ? test : test.substring(end + "::".length());
    return new JUnitName(module(entry) + classes, name);
  }

  /** Names a test file that could not be collected: it is a test of no class. */
  public static JUnitName ofFile(Ledger.Entry entry) {
    return new JUnitName("", module(entry));
  }

  /** The module as the runner reported it, or as its path says where it was never imported. */
  public static String module(Ledger.Entry entry) {
    return entry.dotted().isEmpty()
        ? entry.path().replaceFirst("\\.py$", "").replace('/', '.')
        : entry.dotted();
  }
}
