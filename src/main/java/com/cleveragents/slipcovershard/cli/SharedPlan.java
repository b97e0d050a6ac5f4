package com.cleveragents.slipcovershard.cli;

import com.cleveragents.slipcovershard.ci.ArtifactService;
import com.cleveragents.slipcovershard.ci.Sha256;
import com.cleveragents.slipcovershard.machines.Agreement;
import com.cleveragents.slipcovershard.machines.BasisName;
import com.cleveragents.slipcovershard.machines.JobAttempt;
import com.cleveragents.slipcovershard.plan.Shard;
import com.cleveragents.slipcovershard.run.BuildDirectory;
import java.util.Optional;

/** How this machine comes to the same plan as the others that share the suite. */
final class SharedPlan {
  private static final int DIGITS = 16;

  private SharedPlan() {}

  /** That of a shard; none for a whole suite, or where nothing can be handed over. */
  static Optional<Agreement> of(
      Invocation invocation, Console console, Settings settings, BuildDirectory build) {
    Optional<Shard> shard = settings.run().shard();
    return shard.flatMap(
        own -> of(invocation, console, settings, build, own.count(), own.number()));
  }

  /**
   * That of a number of machines.
   *
   * @param proposer which of them this is; 0 for a job that only plans
   */
  static Optional<Agreement> of(
      Invocation invocation,
      Console console,
      Settings settings,
      BuildDirectory build,
      int machines,
      int proposer) {
    PublishSettings publish = settings.publish();
    if (publish.upload() == PublishSettings.Upload.NONE) {
      return Optional.empty();
    }
    String selection = Sha256.of(KeptTimings.selection(invocation, settings.run()));
    BasisName name =
        new BasisName(
            publish.artifactName(),
            machines,
            selection.substring(0, DIGITS),
            proposer,
            JobAttempt.of(invocation.environment()));
    return ArtifactService.of(invocation.environment(), invocation.clock())
        .map(
            service ->
                new Agreement(
                    service,
                    name,
                    publish.retentionDays(),
                    SecretValues.of(invocation).redaction().inJson(),
                    build.ours(),
                    console::say));
  }
}
