package dev.chainrule.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `chainrule` command; its verbs are subcommands.
@Command(
        name = "chainrule",
        mixinStandardHelpOptions = true,
        version = "chainrule 0.1.0-SNAPSHOT",
        description = "Differentiates functions, and shows how.")
public final class Main implements Runnable {

    /// Runs the command and leaves with its exit code: 0 done, 1 a check failed, 2 bad input.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
