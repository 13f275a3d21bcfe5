package dev.ballast.toolbox.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Whether standard error is a terminal. The JDK knows it of standard input and output together only ({@link System#console}), and a load's report is
 * often sent to a file while a person watches its progress; so the C library is asked (POSIX {@code isatty}).
 */
public final class ErrorStream {
    private static final int DESCRIPTOR = 2;

    private ErrorStream() {}

    /** Whether a line there can be drawn over. */
    public static boolean isTerminal() {
        return !"dumb".equals(System.getenv("TERM")) && Linker.nativeLinker().defaultLookup().find("isatty").map(ErrorStream::isTerminal).orElse(false);
    }

    /** Whether colours are wanted there: on a terminal, and where NO_COLOR (no-color.org) is not set. */
    public static boolean isColoured() {
        String none = System.getenv("NO_COLOR");
        return (none == null || none.isEmpty()) && isTerminal();
    }

    @SuppressWarnings("restricted") // a function of one number, which reads no memory
    private static boolean isTerminal(MemorySegment isatty) {
        try {
            FunctionDescriptor number = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            return (int) Linker.nativeLinker().downcallHandle(isatty, number).invokeExact(DESCRIPTOR) == 1;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
