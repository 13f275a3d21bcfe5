package dev.ballast.proxy.main;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands as a program, for tests that need a process of its own: signals, exit codes. */
@Command(name = "ballast", subcommands = {RunCommand.class, PodCommand.class})
final class Programs {
    private Programs() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Programs()).execute(arguments));
    }
}
