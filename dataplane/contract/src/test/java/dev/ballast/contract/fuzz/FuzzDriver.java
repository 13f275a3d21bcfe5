package dev.ballast.contract.fuzz;

/** What Jazzer calls: the target that the system property {@code fuzz.target} names. */
public final class FuzzDriver {
    private static final FuzzTarget TARGET = target();

    private FuzzDriver() {}

    private static FuzzTarget target() {
        try {
            var constructor = Class.forName(System.getProperty("fuzz.target")).asSubclass(FuzzTarget.class).getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException("fuzz.target: expected the name of a class whose name ends in FuzzTest", wrong);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.check(input);
    }
}
