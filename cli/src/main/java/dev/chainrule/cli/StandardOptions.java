package dev.chainrule.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--help` and `--version`. Picocli has them ready as an annotated class, but reading the annotations costs more than
/// a tenth of the time that an explanation takes.
final class StandardOptions {
  private StandardOptions() {}

  static void addTo(CommandSpec spec) {
    spec.version("chainrule 0.1.0-SNAPSHOT")
        .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help, and do nothing else.").build())
        .addOption(OptionSpec.builder("-V", "--version").versionHelp(true).description("Show the version, and do nothing else.").build());
  }
}
