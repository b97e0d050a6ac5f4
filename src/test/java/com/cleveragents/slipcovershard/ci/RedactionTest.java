package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String SECRET = "p\"w<d>&ä /+x";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\"w<d>&ä /+x", // plain
        "p\\\"w<d>&ä /+x", // JSON
        "p&quot;w&lt;d&gt;&amp;ä /+x", // XML
        "p%22w%3Cd%3E%26%C3%A4+%2F%2Bx", // a form
        "p%22w%3Cd%3E%26%C3%A4%20%2F%2Bx", // an address
        "cCJ3PGQ+JsOkIC8reA==", // base64
        "cCJ3PGQ+JsOkIC8reA", // without what fills it up
        "cCJ3PGQ-JsOkIC8reA", // in an address
        "p\"w<d>&\\xe4 /+x", // Python's, for ASCII
        "p\\\"w<d>&\\u00e4 /+x", // Python's JSON, as of our events
        "p\\\"w\\u003cd\\u003e\\u0026ä /+x", // Go's JSON
        "p\"w&lt;d&gt;&amp;ä /+x", // text in XML
        "p&quot;w&lt;d>&amp;ä /+x", // an attribute in XML
        "p&#34;w&lt;d&gt;&amp;ä /+x", // HTML of jinja's
        "p%22w%3Cd%3E%26%C3%A4%20/%2Bx", // Python's quote
        "p%22w%3cd%3e%26%c3%a4%20%2f%2bx", // small letters
      })
  void findsSecretsInTheFormsOfFormats(String form) {
    assertEquals("a *** b", Redaction.of(List.of(SECRET)).apply("a " + form + " b"));
  }

  /** What of a value is left of which one form was put into another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7022773c643e26c3a4202f2b78", // hexadecimal digits
        "7022773C643E26C3A4202F2B78", // large ones
        "70:22:77:3c:64:3e:26:c3:a4:20:2f:2b:78",
        "\\x70\\x22\\x77\\x3c\\x64\\x3e\\x26\\xc3\\xa4\\x20\\x2f\\x2b\\x78",
        "cCJ3PGQ%2BJsOkIC8reA%3D%3D", // base64 in an address
        "cCUyMnclM0NkJTNFJTI2JUMzJUE0JTIwJTJGJTJCeA==", // an address in base64
        "p%2522w%253Cd%253E%2526%25C3%25A4%2520%252F%252Bx", // an address in an address
        "Y0NKM1BHUStKc09rSUM4cmVBPT0=", // base64 in base64
        "NzAyMjc3M2M2NDNlMjZjM2E0MjAyZjJiNzg=", // hexadecimal digits in base64
        "63434a335047512b4a734f6b4943387265413d3d", // base64 in hexadecimal digits
      })
  void findsSecretsInTwoEncodings(String form) {
    assertEquals("a *** b", Redaction.of(List.of(SECRET)).apply("a " + form + " b"));
  }

  @Test
  void leavesKeysAndNumbersOfJsonAsTheyAre() throws IOException {
    String json =
        """
        {"scenarios" : [{"name":"scenarios \\"x\\" 1234567890", "line": 1234567890, "ok": true}],
         "scenarios of mine": {"a\\\\": "scenarios"}, "n": "", "torn": "scenarios""";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Redaction.of(List.of("scenarios", "1234567890"))
        .inJson()
        .copy(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), out);
    assertEquals(
        """
        {"scenarios" : [{"name":"*** \\"x\\" ***", "line": 1234567890, "ok": true}],
         "*** of mine": {"a\\\\": "***"}, "n": "", "torn": "***""",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void takesTheLongestOfSeveral() {
    assertEquals(
        "*** ***s", Redaction.of(List.of("secret", "secret-key")).apply("secret-key secrets"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc'\"def\\g | abc\\'\"def\\\\g", // Python's repr
        "abc'\"def\\g | abc\\\\'\\\"def\\\\\\\\g", // which is told in JSON
        "it's-secret | it&#x27;s-secret",
        "it's-secret | it&#39;s-secret",
        "it's-secret | it&apos;s-secret",
      })
  void findsSecretsWithQuotes(String secret, String form) {
    assertEquals("a *** b", Redaction.of(List.of(secret)).apply("a " + form + " b"));
  }

  /** The end of the second would be left. */
  @Test
  void leavesNothingOfSecretsThatOverlap() {
    Redaction redaction = Redaction.of(List.of("abcdefgh", "defghijkl", "xyxyxyx"));
    assertEquals("1***2", redaction.apply("1abcdefghijkl2"));
    assertEquals("1***2", redaction.apply("1xyxyxyxyxyx2"));
    assertEquals("1******2", redaction.apply("1abcdefghabcdefgh2"));
  }

  /** Against the definition, in the smallest of alphabets and buffers. */
  @Test
  void coversWhateverIsPartOfASecret() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 3000; round++) {
      List<String> secrets = List.of(word(random, 6), word(random, 7), word(random, 9));
      String text = word(random, 60);
      boolean[] covered = new boolean[text.length()];
      for (String secret : secrets) {
        for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
          Arrays.fill(covered, at, at + secret.length(), true);
        }
      }
      StringBuilder left = new StringBuilder();
      for (int at = 0; at < covered.length; at++) {
        left.append(covered[at] ? "" : text.charAt(at));
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Redaction.of(secrets)
          .copy(
              new FilterInputStream(new ByteArrayInputStream(bytes)) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                  return super.read(into, offset, 1 + random.nextInt(5));
                }
              },
              out);
      String shown = out.toString(StandardCharsets.UTF_8);
      assertEquals(left.toString(), shown.replace("*", ""), secrets + " in " + text);
    }
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    while (word.length() < length) {
      word.append("ab".charAt(random.nextInt(2)));
    }
    return word.toString();
  }

  @Test
  void findsSecretsInsideOfWhatIsEncoded() {
    Redaction redaction = Redaction.of(List.of("secret-of-some-length"));
    for (String user : List.of("", "a", "ab", "abc", "x-access-token")) {
      byte[] pair = (user + ":secret-of-some-length").getBytes(StandardCharsets.UTF_8);
      String shown = redaction.apply(Base64.getEncoder().encodeToString(pair));
      assertTrue(shown.matches("[^*]*\\*{3}.{0,4}"), shown);
    }
  }

  @Test
  void takesAsLongForTextThatIsAlmostASecret() {
    byte[] text = "a".repeat(16 << 20).getBytes(StandardCharsets.US_ASCII);
    Redaction redaction =
        Redaction.of(IntStream.range(0, 50).mapToObj(n -> "a".repeat(3000 + n) + "b" + n).toList());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> redaction.copy(new ByteArrayInputStream(text), OutputStream.nullOutputStream()));
  }

  @Test
  void takesSecretsOfSeveralLinesLineByLine() {
    Redaction redaction = Redaction.of(List.of("-----BEGIN\nabcdefgh\n"));
    assertEquals("***\n | ***", redaction.apply("-----BEGIN\n | abcdefgh"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "true", "12345", "123456789", "x\n"})
  void leavesAloneWhatCannotBeToldFromOtherText(String value) {
    String text = "true 12345 1234567890 x";
    assertEquals(text, Redaction.of(List.of(value)).apply(text));
  }

  /** Whatever the pieces are in which a stream comes, and wherever its buffers end. */
  @Test
  void findsSecretsAcrossTheBordersOfBuffers() throws IOException {
    Random random = new Random(3);
    Redaction redaction = Redaction.of(List.of("secret-of-some-length", "other-secret"));
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      StringBuilder expected = new StringBuilder();
      while (text.length() < 140_000) {
        String filler = "secre ".repeat(random.nextInt(2000));
        text.append(filler).append(random.nextBoolean() ? "secret-of-some-length" : "other-secret");
        expected.append(filler).append("***");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      redaction.copy(
          new FilterInputStream(
              new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8))) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(70_000)));
            }
          },
          out);
      assertEquals(expected.toString(), out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void leavesEverythingElseAsItIs() throws IOException {
    byte[] noise = new byte[300_000];
    new Random(5).nextBytes(noise);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Redaction.of(List.of("secret-of-some-length")).copy(new ByteArrayInputStream(noise), out);
    assertFalse(Arrays.mismatch(noise, out.toByteArray()) >= 0);
  }
}
