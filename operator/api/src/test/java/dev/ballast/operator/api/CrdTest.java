package dev.ballast.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdTest {
    private static final String COMMAND =
            "mvn -pl operator/api -am test -Dtest=CrdTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrd=write";

    @Test
    void theFileThatUsersInstallIsWhatTheClassesSay() throws IOException {
        Path file = LoadBalancerCrd.file();
        String generated = LoadBalancerCrd.yaml();
        if ("write".equals(System.getProperty("crd"))) {
            Files.writeString(file, generated);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("crds/" + file.getFileName() + " differs from the classes. If the change is meant, write it anew with\n  " + COMMAND)
                .isEqualTo(generated);
    }

    @Test
    void thePageOfFieldsIsWhatTheSchemaSays() throws IOException {
        String generated = FieldsPage.text();
        if ("write".equals(System.getProperty("crd"))) {
            Files.writeString(FieldsPage.file(), generated);
        }
        assertThat(Files.exists(FieldsPage.file()) ? Files.readString(FieldsPage.file()) : "")
                .as("FIELDS.md differs from the schema. If the change is meant, write it anew with\n  " + COMMAND)
                .isEqualTo(generated);
    }

    @Test
    void itFitsIntoTheAnnotationOfAClientSideApply() {
        assertThat(LoadBalancerCrd.yaml().length()).isLessThan(256 * 1024);
    }
}
