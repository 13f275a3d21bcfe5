package dev.ballast.toolbox.terminal;

/** Colours of a terminal (ECMA-48). */
public enum Colour {
    NONE(""),
    DIM("2"),
    BOLD("1"),
    GREEN("32"),
    YELLOW("33"),
    RED("31");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** @param coloured otherwise the text stays as it is */
    public String paint(String text, boolean coloured) {
        return coloured && this != NONE && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
