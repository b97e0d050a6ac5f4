package com.cleveragents.slipcovershard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build stamped it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties stamp = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/slipcover-shard.properties")) {
      if (in != null) {
        stamp.load(in);
      }
    }
    return new String[] {"slipcover-shard " + stamp.getProperty("version", "unknown")};
  }
}
