package dev.ballast.operator.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StrippedStoreTest {
    private final StrippedStore<Secret> store = new StrippedStore<>(secret -> {
        secret.setData(null);
        return secret;
    });

    @Test
    void onlyWhatIsReadIsKept() {
        put("1");
        assertThat(store.values()).singleElement().satisfies(secret -> assertThat(secret.getData()).isNull());
        assertThat(store.isFullState()).as("the informer must tell handlers at once, with the whole").isFalse();
    }

    @Test
    void whatWasReadPastTheWatchIsNotReplacedByAnOlderVersion() {
        put("5");
        refresh("9");

        put("7");
        assertThat(version()).isEqualTo("9");
        put("9");
        put("8");
        assertThat(version()).as("the watch is as far, and rules again: it may be of a restored backup").isEqualTo("8");
    }

    @Test
    void anOlderReadDoesNotReplaceTheWatch() {
        put("5");
        refresh("4");
        assertThat(version()).isEqualTo("5");
    }

    @Test
    void whatTheWatchDoesNotKnowIsNotStored() {
        refresh("9");
        assertThat(store.size()).isZero();
    }

    private void put(String version) {
        store.put("store/cert", secret(version));
    }

    private void refresh(String version) {
        store.refresh("store/cert", secret(version));
    }

    private String version() {
        return Objects.requireNonNull(store.get("store/cert")).getMetadata().getResourceVersion();
    }

    private static Secret secret(String version) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("store")
                .withName("cert")
                .withResourceVersion(version)
                .endMetadata()
                .withData(Map.of("key", "secret"))
                .build();
    }
}
