package dev.chainrule.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--help` and `--version`. Picocli has them ready as an annotated class, but reading the annotations costs more than
/// a tenth of the time that an explanation takes.
///
/// They have no short names where an expression may stand, since `-h` is one.
final class StandardOptions {
  /// What `--version` prints.
  static final String VERSION = "chainrule 0.1.0-SNAPSHOT";

  private StandardOptions() {}

  static void addTo(CommandSpec spec) {
    add(spec, new String[] {"--help"}, new String[] {"--version"});
  }

  static void addWithShortNamesTo(CommandSpec spec) {
    add(spec, new String[] {"-h", "--help"}, new String[] {"-V", "--version"});
  }

  private static void add(CommandSpec spec, String[] help, String[] version) {
    spec.version(VERSION)
        .addOption(OptionSpec.builder(help).usageHelp(true).description("Show this help, and do nothing else.").build())
        .addOption(OptionSpec.builder(version).versionHelp(true).description("Show the version, and do nothing else.").build());
  }
}
