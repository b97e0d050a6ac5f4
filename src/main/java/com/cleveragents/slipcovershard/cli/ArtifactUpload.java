package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ExitCode;
import com.cleveragents.slipcovershard.ShardException;
import com.cleveragents.slipcovershard.ci.ArtifactContents;
import com.cleveragents.slipcovershard.ci.ArtifactService;
import java.io.IOException;
import java.util.Optional;

/** The artifact: what a later job or a person may want of all that came out. */
final class ArtifactUpload {
  /** What goes into it; asked for only when it is made. */
  @FunctionalInterface
  interface Contents {
    ArtifactContents collect() throws IOException;
  }

  private final Invocation invocation;
  private final Console console;
  private final PublishSettings publish;

  ArtifactUpload(Invocation invocation, Console console, PublishSettings publish) {
    this.invocation = invocation;
    this.console = console;
    this.publish = publish;
  }

  /**
   * Uploads it where that is wanted and possible, and gives its id; empty if there is none.
   *
   * @throws ShardException if it is wanted and fails
   */
  String upload(String name, Contents contents) throws IOException {
    if (publish.upload() == PublishSettings.Upload.NONE) {
      return "";
    }
    Optional<ArtifactService> service =
        ArtifactService.of(invocation.environment(), invocation.clock());
    if (service.isPresent()) {
      ArtifactContents collected = contents.collect();
      if (collected.files().isEmpty()) {
        console.say("not uploaded: there is nothing");
        return "";
      }
      return console.inGroup("Upload", () -> upload(service.get(), name, collected));
    }
    String missing = "the runner gives no access to an artifact service";
    if (publish.upload() == PublishSettings.Upload.DEMANDED) {
      throw new ShardException(
          ExitCode.SERVICE_FAILED,
          missing + " (ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN); set upload: false");
    }
    console.say("not uploaded: " + missing);
    return "";
  }

  private String upload(ArtifactService service, String name, ArtifactContents contents)
      throws IOException {
    ArtifactService.Uploaded uploaded = service.upload(name, contents, publish.retentionDays());
    console.say(
        "artifact %s: %d files, %d bytes, id %s, SHA-256 %s"
            .formatted(
                name, contents.files().size(), uploaded.size(), uploaded.id(), uploaded.sha256()));
    return uploaded.id();
  }
}
