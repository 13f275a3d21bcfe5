package dev.ballast.proxy.transport.raw;

import io.netty.channel.unix.Errors;

/** What the kernel says that went wrong: numbers of errno(3), the same on x86-64 and aarch64. */
public final class Errno {
    /** The peer did not answer in time. */
    static final int ETIMEDOUT = 110;

    private Errno() {}

    /** Whether it says that. */
    public static boolean timedOut(Throwable told) {
        return told instanceof Errors.NativeIoException error && error.expectedErr() == -ETIMEDOUT;
    }
}
