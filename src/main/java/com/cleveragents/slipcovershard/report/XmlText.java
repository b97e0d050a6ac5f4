package com.cleveragents.slipcovershard.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** XML while it is written, laid out and escaped as Python's minidom prints it. */
final class XmlText {
  private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" ?>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** {@code <name …>}, to be closed. */
  void open(String name, Attributes attributes) {
    line("<" + name + attributes + ">");
    open.push(name);
  }

  /** Ends the element that was opened last. */
  void close() {
    String name = open.pop();
    line("</" + name + ">");
  }

  /** {@code <name …/>}. */
  void empty(String name, Attributes attributes) {
    line("<" + name + attributes + "/>");
  }

  /** {@code <name>content</name>}. */
  void element(String name, String content) {
    line("<" + name + ">" + escaped(content) + "</" + name + ">");
  }

  void comment(String content) {
    line("<!--" + content + "-->");
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void line(String content) {
    text.append("\t".repeat(open.size())).append(content).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The attributes of one element, in the order in which they are added. */
  static final class Attributes {
    private final StringBuilder text = new StringBuilder();

    static Attributes none() {
      return new Attributes();
    }

    Attributes with(String name, String value) {
      text.append(' ').append(name).append("=\"").append(escapedAttribute(value)).append('"');
      return this;
    }

    /** Apart from the above since most attributes are numbers, which need no escaping. */
    Attributes with(String name, long value) {
      text.append(' ').append(name).append("=\"").append(value).append('"');
      return this;
    }

    @Override
    public String toString() {
      return text.toString();
    }

    /** As Python 3.13 does; before, white space stayed as it was, and readers lost it. */
    private static String escapedAttribute(String value) {
      return escaped(value)
          .replace("\"", "&quot;")
          .replace("\r", "&#13;")
          .replace("\n", "&#10;")
          .replace("\t", "&#9;");
    }
  }
}
