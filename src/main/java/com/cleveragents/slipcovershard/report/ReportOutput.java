package com.cleveragents.slipcovershard.report;

import com.cleveragents.slipcovershard.WholeFile;

/** Where the bytes of reports go. */
@FunctionalInterface
public interface ReportOutput {
  /**
   * Takes the whole content of one file, or nothing of it when the content fails; its name may have
   * directories in it, with slashes.
   */
  void write(String name, WholeFile.Content content);
}
