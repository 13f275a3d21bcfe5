package dev.ballast.contract;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The floors of a module, as the table under "Floors" in {@code dataplane/contract/README.md} has them: a package, with what is below it
 * by name, imports from lower floors only.
 */
public final class Floors {
    private static final Path PAGE = Path.of("dataplane/contract/README.md");
    private static final Pattern FLOOR = Pattern.compile("(\\d+) ([a-z]+\\d?(?:, [a-z]+\\d?)*)");

    private final String base;
    private final Map<String, Integer> floors;

    Floors(String base, Map<String, Integer> floors) {
        this.base = base;
        this.floors = floors;
    }

    /**
     * @param module its name in the table
     * @param base the package above those of the table
     */
    public static Floors of(String module, String base) throws IOException {
        String row = Files.readAllLines(page()).stream()
                .filter(line -> line.startsWith(module + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no row \"" + module + "\" in " + PAGE));
        Map<String, Integer> floors = new HashMap<>();
        for (Matcher floor = FLOOR.matcher(row); floor.find(); ) {
            for (String name : floor.group(2).split(", ")) {
                floors.put(name, Integer.valueOf(floor.group(1)));
            }
        }
        return new Floors(base, floors);
    }

    /** Each import that goes up or sideways, and each class that stands on no floor; empty when all is well. */
    public List<String> violations() {
        JavaClasses classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(base);
        if (classes.isEmpty()) {
            return List.of("there is no class below " + base);
        }
        TreeSet<String> violations = new TreeSet<>();
        for (JavaClass one : classes) {
            if (!floors.containsKey(name(one)) && !one.getSimpleName().equals("package-info")) {
                violations.add(one.getName() + " stands on no floor of " + PAGE);
                continue;
            }
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                if (wrong(one, dependency.getTargetClass().getBaseComponentType())) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        return List.copyOf(violations);
    }

    private boolean wrong(JavaClass from, JavaClass to) {
        boolean ours = to.getPackageName().equals(base) || to.getPackageName().startsWith(base + ".");
        return ours && !name(from).equals(name(to)) && floors.getOrDefault(name(to), Integer.MAX_VALUE) >= floors.getOrDefault(name(from), 0);
    }

    /** The part of the package right below the base. */
    private String name(JavaClass one) {
        String rest = one.getPackageName().substring(base.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
    }

    private static Path page() {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve(PAGE))) {
                return directory.resolve(PAGE);
            }
        }
        throw new IllegalStateException("there is no " + PAGE + " above " + Path.of("").toAbsolutePath());
    }
}
