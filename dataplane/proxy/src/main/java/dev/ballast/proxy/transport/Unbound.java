package dev.ballast.proxy.transport;

import java.io.IOException;

/** Why a port could not be bound, for people: a native transport tells the kernel's words with a number, the JDK without. */
public final class Unbound {
    private Unbound() {}

    /**
     * What is wrong and what was expected, to be read after "cannot be bound: ".
     *
     * @param option that says which address is bound
     * @param address as it was written; {@code ""} is every address
     */
    public static String why(IOException refused, String option, String address) {
        String told = String.valueOf(refused.getMessage());
        if (told.contains("Address already in use")) {
            return "somebody else has it: expected a port that is free";
        }
        if (told.contains("Permission denied")) {
            return "this process may not: expected a port from 1024 on, or the right to bind lower ones";
        }
        return told.contains("Cannot assign requested address")
                ? "no interface of this machine has the address " + address + ": expected one of its addresses for " + option
                : told + ": expected a port that is free, of an address of this machine";
    }
}
