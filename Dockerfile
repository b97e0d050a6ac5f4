# The container of the action: the Python of BASE, with Java, slipcover-shard and what it needs to make a project's
# environment. No feature of BuildKit is used: runners build actions with the classic builder. It builds the stages one after
# the other as far as the target, so the base of a release, which comes first, needs nothing of the program.
ARG BASE=python:3.13-slim-bookworm

FROM $BASE AS parts
RUN apt-get update \
  && apt-get install -y --no-install-recommends binutils maven openjdk-17-jdk-headless
WORKDIR /build
COPY tools/container-runtime tools/container-contents tools/container-wheels.txt tools/container-sbom.txt \
  tools/licences-allowed.txt tools/
RUN tools/container-runtime /opt/slipcover-shard

# All but the program: what releases are built on.
FROM $BASE AS base
RUN apt-get update \
  && apt-get install -y --no-install-recommends bash ca-certificates git tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
  && git config --system --add safe.directory '*'
COPY --from=parts /opt/slipcover-shard /opt/slipcover-shard
# Java would take file names for ASCII. Python sets just this by itself where no locale is set: the suite sees no difference.
ENV LC_CTYPE=C.UTF-8

FROM parts AS program
# The program at its final place: the archive of its classes holds only for the jars that it was made with.
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -B -ntp -q -P launcher,contents -Dlauncher.directory=/opt/slipcover-shard/app package \
  && tools/container-contents check /opt/slipcover-shard/app/contents/sbom/java.cdx.json
COPY tools/class-archive.sh tools/container-program tools/rehearsal-python tools/
RUN tools/container-program /opt/slipcover-shard

FROM base
COPY --from=program /opt/slipcover-shard/sbom /opt/slipcover-shard/sbom
COPY --from=program /opt/slipcover-shard/licences /opt/slipcover-shard/licences
COPY --from=program /opt/slipcover-shard/app /opt/slipcover-shard/app
ENTRYPOINT ["/usr/bin/tini", "--", "/opt/slipcover-shard/runtime/bin/java", \
  "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable", \
  "-XX:SharedArchiveFile=/opt/slipcover-shard/app/classes.jsa", \
  "-Djdk.http.auth.tunneling.disabledSchemes=", \
  "-Dslipcover-shard.image=/opt/slipcover-shard", \
  "-jar", "/opt/slipcover-shard/app/slipcover-shard.jar", "run"]
