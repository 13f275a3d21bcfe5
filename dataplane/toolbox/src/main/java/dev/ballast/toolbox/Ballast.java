package dev.ballast.toolbox;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.Spelling;
import dev.ballast.proxy.config.Capabilities;
import dev.ballast.proxy.main.PlainCommand;
import dev.ballast.proxy.main.PodCommand;
import dev.ballast.proxy.main.RunCommand;
import dev.ballast.toolbox.check.CheckCommand;
import dev.ballast.toolbox.compat.CompatCommand;
import dev.ballast.toolbox.compat.ConvertCommand;
import dev.ballast.toolbox.echo.EchoCommand;
import dev.ballast.toolbox.load.LoadCommand;
import dev.ballast.toolbox.stats.StatsCommand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
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
        })
public final class Ballast {
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            PodCommand.class,
            StatsCommand.class,
            CheckCommand.class,
            CompatCommand.class,
            ConvertCommand.class,
            EchoCommand.class,
            LoadCommand.class);

    private Ballast() {}

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Callable<Integer> plain = PlainCommand.of(System.getenv(), arguments);
        System.exit(plain == null ? commandLine(arguments).execute(arguments) : run(plain, arguments[0]));
    }

    private static int run(Callable<Integer> command, String name) {
        try {
            return command.call();
        } catch (Exception failure) {
            System.err.println("ballast " + name + ": " + failure);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /**
     * The program, ready to be run; tests run it in their own process. With arguments that begin with a command it has only that one: to look at
     * the options of all of them takes a fifth of the time in which a pod starts.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Ballast());
        List<Class<?>> named = COMMANDS.stream().filter(command -> arguments.length > 0 && name(command).equals(arguments[0])).toList();
        if (named.isEmpty()) {
            COMMANDS.forEach(line::addSubcommand);
            line.addSubcommand(AutoComplete.GenerateCompletion.class); // It asks the others for theirs.
            line.addSubcommand(CommandLine.HelpCommand.class);
        } else {
            named.forEach(line::addSubcommand);
        }
        everyCommand(line, command -> {
            command.getCommandSpec().versionProvider(new Version());
            command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, Ballast::footer);
        });
        return line.registerConverter(GepDuration.class, duration())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> wrongUse(wrong))
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    failed.getErr().println(failed.getCommandSpec().qualifiedName() + ": " + failure);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** As it is written: an example that is broken after 80 columns cannot be pasted. */
    private static String footer(Help help) {
        String[] lines = help.commandSpec().usageMessage().footer();
        return lines.length == 0 ? "" : String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static void everyCommand(CommandLine command, Consumer<CommandLine> action) {
        action.accept(command);
        command.getSubcommands().values().forEach(below -> everyCommand(below, action));
    }

    /** A line that says what is wrong, and where to read on: the usage of a command is longer than a screen, that of a group of commands is not. */
    private static int wrongUse(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        line.getErr().println(name + ": " + wrong.getMessage());
        if (!suggested(wrong) && !UnmatchedArgumentException.printSuggestions(wrong, line.getErr())) {
            if (line.getSubcommands().isEmpty()) {
                line.getErr().println("'" + name + " --help' says what can be given.");
            } else {
                line.usage(line.getErr());
            }
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** Whether there is a command of nearly the name that was given; picocli's own measure finds none for short ones. */
    private static boolean suggested(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        if (!(wrong instanceof UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty()) {
            return false;
        }
        Optional<String> meant = Spelling.nearest(unmatched.getUnmatched().getFirst(), line.getSubcommands().keySet());
        meant.ifPresent(name -> line.getErr().println("Did you mean: " + line.getCommandSpec().qualifiedName() + " " + name + "?"));
        return meant.isPresent();
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
