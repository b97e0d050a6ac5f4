package com.cleveragents.slipcovershard.ci;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a text looks like in the formats that logs and reports are made of. */
final class SecretForms {
  private static final Pattern ESCAPED_BYTE = Pattern.compile("%[0-9A-F]{2}");

  /**
   * Each form makes about fifty more: what is longer, such as a key, is looked for line by line.
   */
  private static final int LONGEST_NESTED = 256;

  private SecretForms() {}

  static SortedSet<String> of(String secret) {
    SortedSet<String> forms = new TreeSet<>();
    for (String text : List.of(secret, repr(secret), repr(secret).replace("'", "\\'"))) {
      String json = new String(JsonStringEncoder.getInstance().quoteAsString(text));
      forms.addAll(List.of(text, json, unicode(json), backslashes(text)));
      forms.add(backslashes(text).replace("\\", "\\\\").replace("\"", "\\\""));
      // Go's and PHP's.
      forms.add(json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
      forms.add(unicode(json).replace("/", "\\/"));
    }
    addXml(forms, secret);
    addPercent(forms, secret);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    addBase64(forms, bytes);
    addBase64(forms, (secret + "\n").getBytes(StandardCharsets.UTF_8));
    addHex(forms, bytes);
    if (bytes.length <= LONGEST_NESTED) {
      addNested(forms, secret);
    }
    return forms;
  }

  /** One form in another: a query in base64, base64 in an address, and so on. */
  private static void addNested(SortedSet<String> forms, String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    SortedSet<String> base64 = new TreeSet<>();
    addBase64(base64, bytes);
    SortedSet<String> inner = new TreeSet<>();
    addPercent(inner, secret);
    inner.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
    inner.add(HexFormat.of().formatHex(bytes));
    inner.add(HexFormat.of().withUpperCase().formatHex(bytes));
    inner.add(Base64.getEncoder().encodeToString(bytes));
    inner.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    for (String form : inner) {
      byte[] once = form.getBytes(StandardCharsets.UTF_8);
      addBase64(forms, once);
      addHex(forms, once);
      addPercent(forms, form);
    }
    base64.forEach(form -> addPercent(forms, form));
    base64.forEach(form -> forms.add(form.replace("/", "\\/"))); // PHP's JSON
  }

  /** As dumps of bytes have it. */
  private static void addHex(SortedSet<String> forms, byte[] secret) {
    for (HexFormat format : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
      for (String delimiter : List.of("", " ", ":")) {
        forms.add(format.withDelimiter(delimiter).formatHex(secret));
      }
      forms.add(format.withPrefix("\\x").formatHex(secret));
    }
  }

  /** As Python's repr, but for the quotes around it. */
  private static String repr(String text) {
    return text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  /** {@code \}{@code u00e4}: as JSON that is to be ASCII. */
  private static String unicode(String text) {
    StringBuilder ascii = new StringBuilder();
    text.chars()
        .forEach(
            value ->
                ascii.append(
                    value < 128
                        ? String.valueOf((char) value)
                        : String.format(Locale.ROOT, "\\u%04x", value)));
    return ascii.toString();
  }

  /** {@code \xe4}: as Python prints what the terminal's encoding lacks. */
  private static String backslashes(String text) {
    StringBuilder ascii = new StringBuilder();
    text.codePoints()
        .forEach(
            value -> {
              if (value < 128) {
                ascii.append((char) value);
              } else {
                String format = value < 256 ? "\\x%02x" : value < 65536 ? "\\u%04x" : "\\U%08x";
                ascii.append(String.format(Locale.ROOT, format, value));
              }
            });
    return ascii.toString();
  }

  /** Writers differ in what they escape: text or attribute, XML or HTML. */
  private static void addXml(SortedSet<String> forms, String secret) {
    String base = secret.replace("&", "&amp;").replace("<", "&lt;");
    for (String greater : List.of(">", "&gt;")) {
      for (String quote : List.of("\"", "&quot;", "&#34;")) {
        for (String apostrophe : List.of("'", "&apos;", "&#39;", "&#x27;")) {
          String form = base.replace(">", greater).replace("\"", quote).replace("'", apostrophe);
          forms.add(form);
          forms.add(form.replace("\n", "&#10;"));
        }
      }
    }
  }

  /** Of addresses, their parts and forms, which differ in what needs no escape. */
  private static void addPercent(SortedSet<String> forms, String secret) {
    for (String safe : List.of("-_.~", "-_.~/", "-_.~!'()*", "-_.*")) {
      StringBuilder text = new StringBuilder();
      for (byte value : secret.getBytes(StandardCharsets.UTF_8)) {
        char letter = (char) (value & 0xFF);
        boolean plain =
            letter < 128 && (Character.isLetterOrDigit(letter) || safe.indexOf(letter) >= 0);
        text.append(
            plain
                ? String.valueOf(letter)
                : "%" + HexFormat.of().withUpperCase().toHexDigits(value));
      }
      String upper = text.toString();
      String lower =
          ESCAPED_BYTE.matcher(upper).replaceAll(it -> it.group().toLowerCase(Locale.ROOT));
      for (String form : List.of(upper, lower)) {
        forms.add(form);
        forms.add(form.replace("%20", "+"));
      }
    }
  }

  /** Alone, and as a part of something longer, such as {@code user:secret}. */
  private static void addBase64(SortedSet<String> forms, byte[] secret) {
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      forms.add(encoder.encodeToString(secret));
      forms.add(encoder.withoutPadding().encodeToString(secret));
      for (int before = 0; before < 3; before++) {
        byte[] moved = new byte[before + secret.length];
        System.arraycopy(secret, 0, moved, before, secret.length);
        // The letters that hold bits of the secret only.
        String whole = encoder.encodeToString(moved);
        forms.add(whole.substring((before * 8 + 5) / 6, moved.length * 8 / 6));
      }
    }
  }
}
