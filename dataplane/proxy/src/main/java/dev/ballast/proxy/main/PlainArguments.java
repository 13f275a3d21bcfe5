package dev.ballast.proxy.main;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a command where they are plain: {@code --name value} or {@code --name=value}, a switch as {@code --name} or {@code --no-name}, each once, and
 * at most one that is no option. A command takes what it knows; it is made only when nothing is left. On one thread.
 */
final class PlainArguments {
    private static final String OPTION = "--";
    private static final String NOT = "--no-";
    /** Under which the one stands that is no option. */
    private static final String OPERAND = "";

    private final Map<String, String> given = new HashMap<>();

    /**
     * Takes them apart.
     *
     * @param switches options that have no value
     * @throws IllegalArgumentException when they are not plain
     */
    PlainArguments(List<String> arguments, Set<String> switches) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String positive = argument.startsWith(NOT) ? OPTION + argument.substring(NOT.length()) : argument;
            if (switches.contains(positive)) {
                put(positive, String.valueOf(positive.equals(argument)));
            } else if (!argument.startsWith(OPTION)) {
                put(OPERAND, value(argument));
            } else if (equals >= 0) {
                put(argument.substring(0, equals), argument.substring(equals + 1));
            } else if (++i < arguments.size()) {
                put(argument, value(arguments.get(i)));
            } else {
                throw new IllegalArgumentException(argument + " has no value");
            }
        }
    }

    /** Neither another option nor a file of arguments, as picocli knows them. */
    private static String value(String text) {
        if (text.startsWith("-") || text.startsWith("@")) {
            throw new IllegalArgumentException(text + " is no plain value");
        }
        return text;
    }

    private void put(String name, String value) {
        if (given.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(name + " is given twice");
        }
    }

    /** The value of an option, or what is so without it. */
    String take(String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    boolean take(String name, boolean otherwise) {
        return Boolean.parseBoolean(take(name, String.valueOf(otherwise)));
    }

    /** The one that is no option; {@code ""} without it. */
    String operand() {
        return take(OPERAND, "");
    }

    /** @throws IllegalArgumentException when something was given that nobody has taken */
    void allTaken() {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + given.keySet());
        }
    }
}
