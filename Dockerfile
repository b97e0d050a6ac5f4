# The container of the action: the Python of BASE, with Java, slipcover-shard and what it needs to make a project's
# environment. No feature of BuildKit is used: runners build actions with the classic builder.
ARG BASE=python:3.13-slim-bookworm

FROM $BASE AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends binutils maven openjdk-17-jdk-headless unzip
WORKDIR /build
# The program at its final place: the archive of its classes holds only for the jars that it was made with.
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -B -ntp -q -P launcher -Dlauncher.directory=/opt/slipcover-shard/app package
COPY tools/class-archive.sh tools/container-runtime tools/rehearsal-python tools/
RUN tools/container-runtime /opt/slipcover-shard

FROM $BASE
RUN apt-get update \
  && apt-get install -y --no-install-recommends bash ca-certificates git tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* \
  && git config --system --add safe.directory '*'
COPY --from=build /opt/slipcover-shard /opt/slipcover-shard
ENTRYPOINT ["/usr/bin/tini", "--", \
  "/opt/slipcover-shard/runtime/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable", \
  "-XX:SharedArchiveFile=/opt/slipcover-shard/app/classes.jsa", "-Dslipcover-shard.image=/opt/slipcover-shard", \
  "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8", \
  "-jar", "/opt/slipcover-shard/app/slipcover-shard.jar", "run"]
