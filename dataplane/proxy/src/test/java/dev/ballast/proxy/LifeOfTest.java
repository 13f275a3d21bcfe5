package dev.ballast.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages that follow a request and a change by the real names stay true. */
class LifeOfTest {
    private static final Path PAGE = Path.of("../README.md");
    /** {@code Name} or {@code Name.method}, as code in the text. */
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([a-z][A-Za-z0-9]*))?`");

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.ballast");

    private static Set<String> named(String section) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("## " + section + "\n");
        assertThat(start).as("section " + section).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(page.substring(start, end < 0 ? page.length() : end));
        while (name.find()) {
            names.add(name.group(2) == null ? name.group(1) : name.group(1) + "." + name.group(2));
        }
        return names;
    }

    private static Set<String> real() {
        Set<String> real = new TreeSet<>(Set.of("Error")); // Java's own
        for (JavaClass each : CLASSES) {
            real.add(each.getSimpleName());
            each.getMethods().stream().map(JavaMethod::getName).forEach(method -> real.add(each.getSimpleName() + "." + method));
        }
        return real;
    }

    @Test
    void everyNameInTheLifeOfARequestIsReal() throws IOException {
        assertThat(named("Life of a request")).hasSizeGreaterThan(35).isSubsetOf(real());
    }

    @Test
    void everyNameInTheLifeOfAChangeIsReal() throws IOException {
        assertThat(named("Life of a change")).hasSizeGreaterThan(15).isSubsetOf(real());
    }

    @Test
    void theConversationsKnowNothingOfWhatMovesTheBytes() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.ballast.proxy.flow", "dev.ballast.proxy.http", "dev.ballast.proxy.http2", "dev.ballast.proxy.tcp", "dev.ballast.proxy.upstream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.nio.channels..", "dev.ballast.proxy.transport.netty", "dev.ballast.proxy.transport.raw")
                .check(CLASSES);
    }

    @Test
    void theLifeOfARequestNamesEveryPublicEntrance() throws IOException {
        Set<String> conversations = CLASSES.stream()
                .filter(each -> each.getPackageName().matches("dev\\.ballast\\.proxy\\.(http|tcp)"))
                .filter(each -> each.getAllRawInterfaces().stream().anyMatch(type -> type.getSimpleName().equals("Session")))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(conversations).isNotEmpty();
        assertThat(named("Life of a request")).containsAll(conversations);
    }
}
