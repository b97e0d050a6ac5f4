package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.ServiceSight;
import com.cleveragents.slipcovershard.ci.ServiceSight.Service;
import com.cleveragents.slipcovershard.ci.WorkflowFiles;
import com.cleveragents.slipcovershard.ci.WorkflowFiles.StepFile;
import com.cleveragents.slipcovershard.ci.WorkflowLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** What is seen of the workflow that we run in: none of it keeps a run from starting. */
final class WorkflowFacts {
  private final Map<String, String> environment;
  private final PublishSettings publish;
  private final List<Fact> facts = new ArrayList<>();

  private WorkflowFacts(Map<String, String> environment, PublishSettings publish) {
    this.environment = environment;
    this.publish = publish;
  }

  static List<Fact> of(Invocation invocation, Settings settings) {
    WorkflowFacts found = new WorkflowFacts(invocation.environment(), settings.publish());
    found.look();
    return List.copyOf(found.facts);
  }

  private void look() {
    boolean inside = WorkflowLog.isRead(environment);
    facts.add(
        Fact.fine(
            "workflow",
            inside
                ? "run " + value("GITHUB_RUN_ID") + " of " + value("GITHUB_REPOSITORY")
                : "none (GITHUB_ACTIONS is not set)"));
    files(inside);
    SortedMap<Service, ServiceSight> services = ServiceSight.lookAround(environment);
    ServiceSight artifacts = Objects.requireNonNull(services.get(Service.ARTIFACTS));
    ServiceSight cache = Objects.requireNonNull(services.get(Service.CACHE));
    if (inside || isNamed(artifacts)) {
      facts.add(artifacts(artifacts));
    }
    if (inside || isNamed(cache)) {
      facts.add(service("cache", cache, "without it, only timings in build-dir are known", ""));
    }
  }

  private String value(String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? "(" + name + " is not set)" : value;
  }

  private void files(boolean inside) {
    List<String> good = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (StepFile file : new WorkflowFiles(environment).look()) {
      if (file.file().isEmpty()) {
        if (inside) {
          bad.add(file.variable() + " is not set");
        }
      } else if (file.isWritable()) {
        good.add(file.variable());
      } else {
        bad.add(file.variable() + " names " + file.file().get() + ", which cannot be written");
      }
    }
    if (!bad.isEmpty()) {
      facts.add(
          Fact.wrong(
                  "step files",
                  String.join("; ", bad),
                  inside
                      ? "what the runner sets has to reach us (sudo and env -i take it away), and the"
                          + " files have to be writable"
                      : "unset the variable outside of a workflow")
              .harmless());
    } else if (!good.isEmpty()) {
      facts.add(Fact.fine("step files", String.join(" and ", good) + " can be written"));
    }
  }

  private static boolean isNamed(ServiceSight service) {
    return !service.place().isEmpty() || service.trouble().isPresent();
  }

  private Fact artifacts(ServiceSight sight) {
    Fact fact =
        service(
            "artifacts", sight, "nothing is uploaded", "look at the service, or set upload: false");
    return !sight.unset().isEmpty() && publish.upload() == PublishSettings.Upload.DEMANDED
        ? Fact.missing(fact.name(), fact.seen(), "set upload: false").harmless()
        : fact;
  }

  private static Fact service(String name, ServiceSight sight, String without, String advice) {
    if (sight.trouble().isPresent()) {
      String place = sight.place().isEmpty() ? "" : sight.place() + ": ";
      return Fact.wrong(name, place + sight.trouble().get(), advice.isEmpty() ? without : advice)
          .harmless();
    }
    String unset = String.join(", ", sight.unset());
    if (sight.place().isEmpty()) {
      return Fact.fine(name, "none (" + unset + " not set): " + without);
    }
    return Fact.fine(
        name,
        sight.place()
            + " answers"
            + (unset.isEmpty() ? "" : ", but " + unset + " is not set: " + without));
  }
}
