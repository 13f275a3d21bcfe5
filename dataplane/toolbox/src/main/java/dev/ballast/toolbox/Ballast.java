package dev.ballast.toolbox;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.proxy.config.Capabilities;
import dev.ballast.proxy.main.PodCommand;
import dev.ballast.proxy.main.RunCommand;
import dev.ballast.toolbox.check.CheckCommand;
import dev.ballast.toolbox.compat.CompatCommand;
import dev.ballast.toolbox.compat.ConvertCommand;
import dev.ballast.toolbox.echo.EchoCommand;
import dev.ballast.toolbox.load.LoadCommand;
import dev.ballast.toolbox.stats.StatsCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code ballast}. Exit codes: 0 all went well, 1 it did not, 2 wrong use. */
@Command(
        name = "ballast",
        mixinStandardHelpOptions = true,
        versionProvider = Ballast.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A load balancer, and the test servers and clients around it.",
        footer = {
            "",
            "Examples:",
            "  ballast run --listen 8080 --backend 127.0.0.1:3001 --backend 127.0.0.1:3002",
            "  ballast stats --watch",
            "  source <(ballast generate-completion)        completes commands and options in bash and zsh"
        },
        subcommands = {RunCommand.class, PodCommand.class, StatsCommand.class, CheckCommand.class, CompatCommand.class, ConvertCommand.class, EchoCommand.class, LoadCommand.class, AutoComplete.GenerateCompletion.class})
public final class Ballast {
    private Ballast() {}

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The program, ready to be run; tests run it in their own process. */
    static CommandLine commandLine() {
        return new CommandLine(new Ballast())
                .registerConverter(GepDuration.class, duration())
                .setParameterExceptionHandler((wrong, arguments) -> wrongUse(wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + failure);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** A line that says what is wrong, and where to read on: the usage of a command is longer than a screen. */
    private static int wrongUse(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        line.getErr().println(name + ": " + wrong.getMessage());
        if (line.getParent() == null) {
            line.usage(line.getErr());
        } else if (!UnmatchedArgumentException.printSuggestions(wrong, line.getErr())) {
            line.getErr().println("'" + name + " --help' says what can be given.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static ITypeConverter<GepDuration> duration() {
        return text -> {
            try {
                return GepDuration.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ballast " + Capabilities.ofThisProgram().version(), "Java " + Runtime.version()};
        }
    }
}
