package dev.ballast.proxy.main;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs a dataplane, made without picocli, which takes an eighth of such a start (of 1.33 s of processor time, seven starts by turns): its
 * classes are of a form that no ahead-of-time cache takes, and it looks at a command by reflection. Whatever is not plain is left to it: help, completion, and
 * what is wrong, of which it knows what to say.
 */
public final class PlainCommand {
    private PlainCommand() {}

    /**
     * The command that the arguments name, with what they and the environment give it.
     *
     * @return null where picocli has to look at them
     */
    public static @Nullable Callable<Integer> of(Map<String, String> environment, String... arguments) {
        if (arguments.length == 0) {
            return null;
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        try {
            return switch (arguments[0]) {
                case "pod" -> PodCommand.of(rest, environment);
                case "run" -> RunCommand.of(rest, environment).plainly();
                default -> null;
            };
        } catch (IllegalArgumentException notPlain) {
            return null;
        }
    }
}
