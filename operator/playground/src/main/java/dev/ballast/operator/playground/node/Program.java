package dev.ballast.operator.playground.node;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the program {@code ballast} is started as a child process; what a container image is to a real node.
 *
 * @param java the executable
 * @param options of the JVM
 * @param classPath must hold the toolbox and {@link Child}
 */
public record Program(Path java, List<String> options, String classPath) {
    public Program {
        options = List.copyOf(options);
    }

    /** The JVM and the class path of this process, for a child elsewhere, with options for many small processes that start quickly. */
    public static Program ofThisProcess() {
        return new Program(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx96m",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    /** The whole command line for these arguments of the program. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Child.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
