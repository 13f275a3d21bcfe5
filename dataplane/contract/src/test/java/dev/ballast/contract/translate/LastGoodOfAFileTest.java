package dev.ballast.contract.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SnapshotValidator;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.LastGood.Unread;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A part of a file that can no longer be read keeps what it was. */
class LastGoodOfAFileTest {
    private static final String GOOD = """
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: shop}
            spec:
              listeners:
              - {name: web, port: 80, protocol: HTTP, backend: shop}
              - {name: db, port: 5432, protocol: TCP, backend: rows}
              backends:
              - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}
              - {name: rows, failover: shop, endpoints: [{address: 10.0.0.2, port: 5432}]}
            """;

    private final Snapshot before = wanted(GOOD, null);

    private static Snapshot wanted(String text, @Nullable Snapshot previous) {
        Manifest manifest = ManifestReader.read("file", text);
        LoadBalancerManifest chosen = manifest.loadBalancers().getFirst();
        Translation translation = Translator.translate(chosen.spec(), Inputs.of("ballast://local/shop", Place.Standalone, manifest));
        Unread unread = new Unread(chosen.brokenListeners(), chosen.brokenBackends());
        Snapshot snapshot = LastGood.keep(chosen.spec().listeners(), unread, translation, previous).snapshot();
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
        return snapshot;
    }

    @Test
    void aListenerThatCannotBeReadStays() {
        Snapshot now = wanted(GOOD.replace("port: 5432, protocol", "port: 70000, protocol").replace("10.0.0.1", "10.0.0.9"), before);
        assertThat(now.listeners()).isEqualTo(before.listeners());
        assertThat(now.backends()).as("what is beside it changes").isNotEqualTo(before.backends());
    }

    @Test
    void aBackendThatCannotBeReadStaysWithItsEndpointsAndItsListener() {
        Snapshot now = wanted(GOOD.replace("port: 5432}]", "port: many}]"), before);
        assertThat(now.listeners()).isEqualTo(before.listeners());
        assertThat(now.backends()).isEqualTo(before.backends());
    }

    @Test
    void aBackendWhoseFailoverIsGoneGoesToo() {
        String withoutShop = GOOD.replace("port: 5432}]", "port: many}]")
                .replace("  - {name: web, port: 80, protocol: HTTP, backend: shop}\n", "")
                .replace("  - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}\n", "  - {name: more, endpoints: [{address: 10.0.0.3, port: 80}]}\n");
        Snapshot now = wanted(withoutShop, before);
        assertThat(now.backends()).extracting(BackendConfig::name).containsExactly("more");
        assertThat(now.listeners()).isEmpty();
    }

    @Test
    void whatTheFileNoLongerHasIsGone() {
        Snapshot now = wanted(GOOD.replace("  - {name: db, port: 5432, protocol: TCP, backend: rows}\n", "").replace("port: 80}]", "port: many}]"), before);
        assertThat(now.listeners()).extracting(ListenerConfig::name).containsExactly("web");
    }
}
