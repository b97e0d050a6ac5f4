package com.cleveragents.slipcovershard.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Python package that a run cannot do without, and which versions of it will do. */
public enum PythonPackage {
  SLIPCOVER("slipcover", "SlipCover", "1.0.8", "1.1.0"),
  BEHAVE("behave", "behave", "1.2.6", "1.3.3"),
  PYTEST("pytest", "pytest", "7.0", "8.4.2");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final String module;
  private final String title;
  private final String oldest;
  private final String tested;

  PythonPackage(String module, String title, String oldest, String tested) {
    this.module = module;
    this.title = title;
    this.oldest = oldest;
    this.tested = tested;
  }

  /** The name under which it is imported and installed. */
  String module() {
    return module;
  }

  /** The name under which people know it. */
  String title() {
    return title;
  }

  /** The oldest version that works. */
  String oldest() {
    return oldest;
  }

  /** What an installer is asked for: the version that this release was tested with. */
  String requirement() {
    return module + "==" + tested;
  }

  boolean isTooOld(String version) {
    return isOlder(version, oldest);
  }

  /** Compares the numbers that two versions begin with; what follows them is not looked at. */
  static boolean isOlder(String version, String limit) {
    List<Integer> left = numbers(version);
    List<Integer> right = numbers(limit);
    for (int i = 0; i < right.size(); i++) {
      int difference = (i < left.size() ? left.get(i) : 0) - right.get(i);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  private static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : version.split("\\.", -1)) {
      Matcher number = NUMBER.matcher(part);
      if (!number.lookingAt() || number.end() > 9) {
        break;
      }
      numbers.add(Integer.parseInt(number.group()));
      if (number.end() < part.length()) {
        break;
      }
    }
    return numbers;
  }
}
