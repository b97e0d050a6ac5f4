package com.cleveragents.slipcovershard.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepGlobsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reports/*.xml     | reports/a.xml       | true
          reports/*.xml     | reports/b/a.xml     | false
          reports/**/*.xml  | reports/a.xml       | true
          reports/**/*.xml  | reports/b/c/a.xml   | true
          **/*.log          | a.log               | true
          **/*.log          | logs/deep/a.log     | true
          *.log             | logs/a.log          | false
          reports           | reports/b/a.xml     | true
          ./reports/        | reports/a.xml       | true
          rep?rts/[ab].txt  | reports/b.txt       | true
          {out,tmp}/**/x    | tmp/x               | false
          a[                | a[                  | true
          .hidden/*         | .hidden/x           | true
          reports           | reports/.x          | true
          rep*              | reports/b/x         | true
          rep*              | reports/b/.x        | false
          reports/**        | reports/b/.x        | false
          **                | .git/config         | false
          **                | a/.git/config       | false
          """)
  void matchesAsGlobsAreRead(String glob, String file, boolean kept) {
    assertEquals(kept, KeepGlobs.of(List.of(glob)).matches(Path.of(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp/x", "../x", "a/../../x", "", " "})
  void refusesWhatIsNoGlobBelowTheWorkingDirectory(String glob) {
    ShardException refusal =
        assertThrows(ShardException.class, () -> KeepGlobs.of(List.of("ok", glob)));

    assertEquals(ExitCode.USAGE, refusal.code());
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith("keep: '" + glob + "' "),
        refusal.getMessage());
  }

  @Test
  void keepsNothingWithoutGlobs() {
    assertEquals(false, KeepGlobs.of(List.of()).matches(Path.of("a")));
  }
}
