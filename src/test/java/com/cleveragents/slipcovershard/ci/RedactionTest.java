package com.cleveragents.slipcovershard.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
      })
  void findsSecretsInTheFormsOfFormats(String form) {
    assertEquals("a *** b", Redaction.of(List.of(SECRET)).apply("a " + form + " b"));
  }

  @Test
  void takesTheLongestOfSeveral() {
    assertEquals(
        "*** ***s", Redaction.of(List.of("secret", "secret-key")).apply("secret-key secrets"));
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
