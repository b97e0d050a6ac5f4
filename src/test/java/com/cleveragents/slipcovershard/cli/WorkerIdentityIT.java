package com.cleveragents.slipcovershard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.TestEnvironments;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suites that keep the workers of xdist apart keep chunks apart as well. */
class WorkerIdentityIT {
  private static final Setup TWO = new Setup(TestEnvironments.withPlugins(), 2);

  private @TempDir Path folder;

  private TestProject project() throws IOException {
    return TestProject.in(folder)
        .empty()
        .with(
            """
            == pytest.ini
            [pytest]
            addopts = -p no:fakefs
            DJANGO_SETTINGS_MODULE = site_settings
            == site_settings.py
            SECRET_KEY = "none"
            DATABASES = {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": "site.sqlite3",
                    "TEST": {"NAME": "test.sqlite3"},
                }
            }
            == seen.py
            import json, os
            start = dict(os.environ)
            def keep(**values):
                xdist = {name: os.environ[name] for name in os.environ if "XDIST" in name}
                chunk = os.environ.get("SLIPCOVER_SHARD_CHUNK", "serial")
                if os.environ["SLIPCOVER_SHARD_CHUNKS"] == "1":
                    chunk = "only"
                with open("seen-%s.json" % chunk, "w") as file:
                    json.dump({**values, **xdist, "worker": hasattr(keep.config, "workerinput")}, file)
            == conftest.py
            import os, sys
            sys.path.insert(0, os.path.dirname(__file__))
            import seen
            def pytest_configure(config):
                seen.keep.config = config
            == own/conftest.py
            import pytest
            @pytest.fixture(scope="session")
            def worker_id():
                return "mine"
            == own/test_own.py
            def test_own(worker_id):
                assert worker_id == "mine"
            """
                + test("one")
                + test("two"));
  }

  private static String test(String name) {
    return """
    == tests/test_%s.py
    import seen
    def test_it(worker_id, testrun_uid, db):
        from django.db import connection
        seen.keep(id=worker_id, run=testrun_uid, database=connection.settings_dict["NAME"])
    """
        .formatted(name);
  }

  @Test
  void isThatOfTheWorkersOfXdist() throws IOException {
    TestProject project = project();
    project.variable("INPUT_RUNNER", "pytest").variable("INPUT_THRESHOLD", "none");

    Outcome outcome = project.run(TWO, "tests", "own").assertCode(ExitCode.PASSED);

    for (int chunk = 1; chunk <= 2; chunk++) {
      JsonNode seen = outcome.json("seen-%d.json".formatted(chunk));
      String name = "gw" + (chunk - 1);
      assertEquals(name, seen.path("id").asText());
      assertEquals(name, seen.path("PYTEST_XDIST_WORKER").asText());
      assertEquals("2", seen.path("PYTEST_XDIST_WORKER_COUNT").asText());
      assertEquals("test.sqlite3_" + name, seen.path("database").asText());
      assertEquals(seen.path("PYTEST_XDIST_TESTRUNUID"), seen.path("run"));
      assertEquals(outcome.json("seen-1.json").path("run"), seen.path("run"));
      assertEquals(false, seen.path("worker").asBoolean(true));
    }

    Setup alone = new Setup(TestEnvironments.withPlugins(), 1);
    JsonNode only = project.run(alone, "tests", "own").json("seen-only.json");
    assertEquals("master", only.path("id").asText());
    assertEquals("test.sqlite3", only.path("database").asText());
    assertEquals(false, only.has("PYTEST_XDIST_WORKER"));
  }
}
