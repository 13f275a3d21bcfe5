package dev.ballast.operator.playground.node;

import dev.ballast.toolbox.Ballast;
import java.io.IOException;

/**
 * The program {@code ballast}, started as a child: when its standard input ends, whoever started it is dead, and it ends at once, so that
 * nothing stays behind however the playground dies.
 */
public final class Child {
    private static final int ORPHANED = 113;

    private Child() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("parent-watch").start(Child::watchParent);
        Ballast.main(args);
    }

    private static void watchParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
