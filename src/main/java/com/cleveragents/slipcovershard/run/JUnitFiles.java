package com.cleveragents.slipcovershard.run;

import com.cleveragents.slipcovershard.RegularFile;
import com.cleveragents.slipcovershard.WholeFile;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The JUnit files that the runner wrote in each chunk, brought into one directory. Files of one
 * name become one file, so that none takes the place of another. behave writes one for each
 * feature, pytest one for all.
 */
final class JUnitFiles {
  private static final Pattern BESIDE = Pattern.compile("(.*)\\.chunk-\\d+(-piece-\\d+)?");
  private static final List<String> COUNTS = List.of("tests", "errors", "failures", "skipped");

  /** Where scenarios stand in the order of the runner, by class and name. */
  private final Map<String, Integer> order = new HashMap<>();

  /** By name and by who wrote it: {@code chunk-2}, {@code chunk-2-piece-7}. */
  private final SortedMap<String, SortedMap<String, Path>> files = new TreeMap<>();

  private final Runner runner;

  /**
   * The chunk of each process: a later process of a chunk repeats what failed in an earlier one.
   */
  private final Map<Integer, Integer> chunkOf = new HashMap<>();

  JUnitFiles(SuiteResult result) {
    this(result.ledger(), result.runner());
    result.chunks().forEach(chunk -> chunkOf.put(chunk.number(), chunk.original()));
  }

  JUnitFiles(Ledger ledger, Runner runner) {
    this.runner = runner;
    Map<String, SortedMap<Integer, String>> split = new HashMap<>();
    for (Ledger.Entry entry : ledger.units()) {
      for (Ledger.Scenario scenario : entry.scenarios()) {
        String key =
            switch (runner) {
              case BEHAVE -> keyOfBehave(entry, scenario.name());
              case PYTEST -> key(JUnitName.ofTest(entry, scenario.name()));
            };
        if (entry.isPiece()) {
          split.computeIfAbsent(entry.path(), path -> new TreeMap<>()).put(scenario.line(), key);
        } else {
          order.putIfAbsent(key, order.size());
        }
      }
    }
    // Cases are only ever compared with others of their file.
    split.values().forEach(keys -> keys.values().forEach(k -> order.putIfAbsent(k, order.size())));
  }

  private static String keyOfBehave(Ledger.Entry entry, String scenario) {
    String feature = entry.name().isEmpty() ? entry.dotted() : entry.name();
    return key(entry.dotted() + "." + feature, scenario);
  }

  /** Takes in the one file that a chunk wrote. */
  void addFile(int chunk, Path file) {
    add("chunk-" + chunk, file);
  }

  /** Takes in what a chunk wrote, if anything: pieces of features have folders of their own. */
  void add(int chunk, Path directory) throws IOException {
    String writer = "chunk-" + chunk;
    addFiles(writer, directory);
    if (Files.isDirectory(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        for (Path folder : found.filter(Files::isDirectory).toList()) {
          addFiles(writer + "-" + folder.getFileName(), folder);
        }
      }
    }
  }

  private void addFiles(String writer, Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        found.filter(RegularFile::exists).forEach(file -> add(writer, file));
      }
    }
  }

  private void add(String writer, Path file) {
    files.computeIfAbsent(file.getFileName().toString(), name -> new TreeMap<>()).put(writer, file);
  }

  /**
   * Writes all of it.
   *
   * @return names of files of which some parts could not be joined, and are beside them
   */
  List<String> writeTo(Path target) throws IOException {
    if (files.isEmpty()) {
      return List.of();
    }
    Files.createDirectories(target);
    removeOld(target);
    List<String> torn = new ArrayList<>();
    for (Map.Entry<String, SortedMap<String, Path>> named : files.entrySet()) {
      Path file = target.resolve(named.getKey());
      SortedMap<String, Path> parts = named.getValue();
      if (parts.size() == 1) {
        copy(parts.values().iterator().next(), file);
      } else if (!writeJoined(parts, file)) {
        torn.add(named.getKey());
      }
    }
    return torn;
  }

  /** What an earlier run could not join would pass for this one's. */
  private void removeOld(Path target) throws IOException {
    try (Stream<Path> all = Files.list(target)) {
      for (Path file : all.toList()) {
        Matcher matcher = BESIDE.matcher(file.getFileName().toString());
        if (matcher.matches() && files.containsKey(matcher.group(1))) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether all parts could be joined. */
  private boolean writeJoined(SortedMap<String, Path> parts, Path file) throws IOException {
    List<Document> documents = new ArrayList<>();
    SortedMap<Integer, List<Document>> byProcess = new TreeMap<>();
    for (Map.Entry<String, Path> part : parts.entrySet()) {
      Optional<Document> document = read(part.getValue());
      document.ifPresent(documents::add);
      document.ifPresent(
          it -> byProcess.computeIfAbsent(process(part.getKey()), n -> new ArrayList<>()).add(it));
      if (document.isEmpty()) {
        copy(part.getValue(), file.resolveSibling(file.getFileName() + "." + part.getKey()));
      }
    }
    if (documents.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      keepLastAttempts(byProcess);
      WholeFile.write(file, text(join(documents)));
    }
    return documents.size() == parts.size();
  }

  private static int process(String writer) {
    return Integer.parseInt(writer.split("-", -1)[1]);
  }

  /** Drops the cases that a later process of the same chunk ran again. */
  private void keepLastAttempts(SortedMap<Integer, List<Document>> byProcess) {
    Map<Integer, Map<String, List<Element>>> earlier = new HashMap<>();
    byProcess.forEach(
        (process, documents) -> {
          Map<String, List<Element>> before =
              earlier.computeIfAbsent(
                  chunkOf.getOrDefault(process, process), chunk -> new HashMap<>());
          Map<String, List<Element>> own = new HashMap<>();
          documents.stream()
              .flatMap(document -> suites(document).stream())
              .flatMap(suite -> cases(suite).stream())
              .forEach(it -> own.computeIfAbsent(key(it), k -> new ArrayList<>()).add(it));
          own.forEach(
              (key, again) ->
                  before.merge(
                      key, again, (once, later) -> new ArrayList<>(lastAttempt(once, later))));
        });
  }

  /** What stays of a test that ran twice: a skip is no answer to a failure. */
  private List<Element> lastAttempt(List<Element> once, List<Element> again) {
    if (again.stream().allMatch(it -> has(it, "skipped"))) {
      dropFirst(again, again.size());
      return once;
    }
    // Scenarios may have one name: those that failed are those that ran again.
    List<Element> failedFirst = new ArrayList<>(once);
    failedFirst.sort(Comparator.comparing(it -> !(has(it, "failure") || has(it, "error"))));
    int replaced = runner == Runner.PYTEST ? once.size() : Math.min(once.size(), again.size());
    dropFirst(failedFirst, replaced);
    List<Element> left = new ArrayList<>(failedFirst.subList(replaced, failedFirst.size()));
    left.addAll(again);
    return left;
  }

  private void dropFirst(List<Element> cases, int count) {
    for (int n = 0; n < count; n++) {
      Element dropped = cases.get(n);
      Element suite = (Element) dropped.getParentNode();
      // pytest counts a test once that failed and could not be torn down, in two cases.
      subtract(suite, "tests", n == 0 || runner == Runner.BEHAVE);
      subtract(suite, "failures", has(dropped, "failure"));
      subtract(suite, "errors", has(dropped, "error"));
      subtract(suite, "skipped", has(dropped, "skipped"));
      suite.removeChild(dropped);
    }
  }

  private static void subtract(Element suite, String count, boolean counted) {
    if (counted && suite.hasAttribute(count)) {
      BigDecimal rest = number(suite.getAttribute(count)).subtract(BigDecimal.ONE);
      suite.setAttribute(count, rest.max(BigDecimal.ZERO).toPlainString());
    }
  }

  private static List<Element> cases(Element suite) {
    List<Element> cases = new ArrayList<>();
    for (Node child : children(suite)) {
      if (child instanceof Element element && element.getTagName().equals("testcase")) {
        cases.add(element);
      }
    }
    return cases;
  }

  private static boolean has(Element testCase, String child) {
    return children(testCase).stream()
        .anyMatch(node -> node instanceof Element element && element.getTagName().equals(child));
  }

  private static String key(Element testCase) {
    return key(testCase.getAttribute("classname"), testCase.getAttribute("name"));
  }

  /** Suites; empty for what is none, such as half a file of a chunk that was killed. */
  private static Optional<Document> read(Path file) throws IOException {
    try {
      DocumentBuilder builder = factory().newDocumentBuilder();
      builder.setErrorHandler(new Quiet());
      return Optional.of(builder.parse(file.toFile()))
          .filter(document -> !suites(document).isEmpty());
    } catch (SAXException e) {
      return Optional.empty();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** One as the root, or those that the root lists. */
  private static List<Element> suites(Document document) {
    Element root = document.getDocumentElement();
    return root.getTagName().equals("testsuites")
        ? children(root).stream().flatMap(child -> asSuite(child).stream()).toList()
        : asSuite(root).stream().toList();
  }

  private static Optional<Element> asSuite(Node node) {
    return node instanceof Element element && element.getTagName().equals("testsuite")
        ? Optional.of(element)
        : Optional.empty();
  }

  /** Suites can write what they like: nothing else is read or fetched because of it. */
  private static DocumentBuilderFactory factory() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setExpandEntityReferences(false);
    factory.setXIncludeAware(false);
    return factory;
  }

  /** One suite for each name of a suite; around them, if there are several, a list of suites. */
  private Document join(List<Document> documents) {
    Document joined = documents.get(0);
    Map<String, Element> suites = new LinkedHashMap<>();
    for (Element suite : documents.stream().flatMap(each -> suites(each).stream()).toList()) {
      Element first = suites.get(suite.getAttribute("name"));
      if (first == null) {
        suites.put(suite.getAttribute("name"), (Element) joined.importNode(suite, true));
      } else {
        add(first, suite);
      }
    }
    suites.values().forEach(this::sort);
    Element root = joined.getDocumentElement();
    boolean isList = root.getTagName().equals("testsuites");
    if (suites.size() == 1 && !isList) {
      joined.replaceChild(suites.values().iterator().next(), root);
    } else {
      Element list = isList ? (Element) root.cloneNode(false) : joined.createElement("testsuites");
      suites.values().forEach(list::appendChild);
      joined.replaceChild(list, root);
    }
    return joined;
  }

  private static void add(Element suite, Element other) {
    COUNTS.forEach(name -> addNumber(suite, other, name));
    addNumber(suite, other, "time");
    String time = other.getAttribute("timestamp");
    if (!time.isEmpty() && time.compareTo(suite.getAttribute("timestamp")) < 0) {
      suite.setAttribute("timestamp", time);
    }
    for (Node child : children(other)) {
      suite.appendChild(suite.getOwnerDocument().importNode(child, true));
    }
  }

  private static void addNumber(Element suite, Element other, String name) {
    BigDecimal sum = number(suite.getAttribute(name)).add(number(other.getAttribute(name)));
    suite.setAttribute(name, sum.toPlainString());
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return BigDecimal.ZERO;
    }
  }

  /** Cases the runner's way; what is no case, or not known, stays where it is. */
  private void sort(Element suite) {
    List<Node> children = children(suite);
    List<Node> cases = new ArrayList<>(children.stream().filter(this::isKnown).toList());
    cases.sort(Comparator.comparingInt(this::position));
    int next = 0;
    for (Node child : children) {
      suite.appendChild(isKnown(child) ? cases.get(next++) : child);
    }
  }

  private boolean isKnown(Node node) {
    return position(node) < Integer.MAX_VALUE;
  }

  private int position(Node node) {
    return node instanceof Element element
        ? order.getOrDefault(key(element), Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }

  private static String key(JUnitName name) {
    return key(name.className(), name.name());
  }

  private static String key(String className, String name) {
    return className + "\0" + name;
  }

  private static List<Node> children(Node parent) {
    List<Node> children = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      children.add(child);
    }
    return children;
  }

  private static String text(Document document) {
    StringWriter text = new StringWriter();
    document.setXmlStandalone(true); // or the declaration says that it is not
    try {
      TransformerFactory.newDefaultInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(text));
    } catch (TransformerException e) {
      throw new IllegalStateException(e); // a tree that was parsed can be written
    }
    return text + "\n";
  }

  /** Says nothing on standard error of what does not parse. */
  private static final class Quiet implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) {}

    @Override
    public void error(SAXParseException exception) {}

    @Override
    public void fatalError(SAXParseException exception) throws SAXException {
      throw exception;
    }
  }
}
