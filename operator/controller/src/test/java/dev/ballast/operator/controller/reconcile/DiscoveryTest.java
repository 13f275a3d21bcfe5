package dev.ballast.operator.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.EndpointConfig.State;
import dev.ballast.contract.translate.Inputs.ServiceState;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final PortRef HTTP = new PortRef.Name("http");

    private final Service service = new ServiceBuilder()
            .withNewSpec()
            .addNewPort()
            .withName("http")
            .withPort(80)
            .endPort()
            .addNewPort()
            .withName("grpc")
            .withPort(81)
            .endPort()
            .endSpec()
            .build();

    @Test
    void aPortIsFoundByNumberAndByNameAndMappedBySlice() {
        EndpointSlice slice = slice("IPv4", ready("10.0.0.1", "a"));

        assertThat(found(service, HTTP, slice)).extracting(EndpointConfig::port).containsExactly(8080);
        assertThat(found(service, new PortRef.Number(81), slice)).extracting(EndpointConfig::port).containsExactly(9090);
    }

    @Test
    void theOnlyPortOfAServiceMayBeNameless() {
        Service nameless = new ServiceBuilder().withNewSpec().addNewPort().withPort(80).endPort().endSpec().build();
        EndpointSlice slice = new EndpointSliceBuilder(slice("IPv4", ready("10.0.0.1", "a")))
                .withPorts()
                .addNewPort()
                .withName("")
                .withPort(8080)
                .endPort()
                .build();

        assertThat(found(nameless, new PortRef.Number(80), slice)).hasSize(1);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(Discovery.discover(null, HTTP, List.of())).isEqualTo(new ServiceState.Missing());
        assertThat(Discovery.discover(service, new PortRef.Number(8080), List.of()))
                .as("the target's port is not the Service's")
                .isEqualTo(new ServiceState.NoSuchPort("80 (http), 81 (grpc)"));
        assertThat(Discovery.discover(service, HTTP, List.of())).isEqualTo(new ServiceState.Found(List.of()));
    }

    @Test
    void whatTheApiLeavesOutCountsAsReady() {
        EndpointSlice slice = slice(
                "IPv4",
                endpoint("10.0.0.1", "a", null, null, null),
                new EndpointBuilder().withAddresses("10.0.0.2").build());

        assertThat(found(service, HTTP, slice))
                .extracting(EndpointConfig::id)
                .containsExactly("10.0.0.1:8080#a", "10.0.0.2:8080");
    }

    @Test
    void terminatingAndServingDrainsAndTheRestIsLeftOut() {
        EndpointSlice slice = slice(
                "IPv4",
                endpoint("10.0.0.1", "a", true, true, false),
                endpoint("10.0.0.2", "b", false, true, true),
                endpoint("10.0.0.3", "c", false, false, true),
                endpoint("10.0.0.4", "d", false, true, false),
                endpoint("10.0.0.5", "e", true, null, true));

        assertThat(found(service, HTTP, slice))
                .extracting(EndpointConfig::address, EndpointConfig::state)
                .containsExactly(
                        tuple("10.0.0.1", State.Ready),
                        tuple("10.0.0.2", State.Terminating),
                        tuple("10.0.0.5", State.Terminating));
    }

    @Test
    void aPodInTwoSlicesIsOneAndItsGoingWins() {
        EndpointSlice old = slice("IPv4", ready("10.0.0.1", "a"));
        EndpointSlice next = slice("IPv4", endpoint("10.0.0.1", "a", false, true, true));

        assertThat(found(service, HTTP, old, next)).singleElement().extracting(EndpointConfig::state).isEqualTo(State.Terminating);
        assertThat(found(service, HTTP, next, old)).singleElement().extracting(EndpointConfig::state).isEqualTo(State.Terminating);
    }

    @Test
    void whereAnEndpointRunsIsKnown() {
        Endpoint placed = new EndpointBuilder(ready("10.0.0.1", "a")).withZone("eu-1").withNodeName("n1").build();

        assertThat(found(service, HTTP, slice("IPv4", placed)))
                .extracting(EndpointConfig::zone, EndpointConfig::node)
                .containsExactly(tuple("eu-1", "n1"));
    }

    @Test
    void aReusedAddressIsAnotherEndpoint() {
        assertThat(found(service, HTTP, slice("IPv4", ready("10.0.0.1", "a"))))
                .isNotEqualTo(found(service, HTTP, slice("IPv4", ready("10.0.0.1", "b"))));
    }

    @Test
    void bothFamiliesAreTakenAndNamesAreNot() {
        assertThat(found(service, HTTP, slice("IPv4", ready("10.0.0.1", "a")), slice("IPv6", ready("fd00::1", "a"))))
                .extracting(EndpointConfig::id)
                .containsExactly("10.0.0.1:8080#a", "[fd00::1]:8080#a");
        assertThat(found(service, HTTP, slice("FQDN", ready("shop.example", "a")))).isEmpty();
    }

    private static List<EndpointConfig> found(Service service, PortRef port, EndpointSlice... slices) {
        return ((ServiceState.Found) Discovery.discover(service, port, Arrays.asList(slices))).endpoints();
    }

    private static EndpointSlice slice(String family, Endpoint... endpoints) {
        return new EndpointSliceBuilder()
                .withAddressType(family)
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .endPort()
                .addNewPort()
                .withName("grpc")
                .withPort(9090)
                .endPort()
                .withEndpoints(endpoints)
                .build();
    }

    private static Endpoint ready(String address, String uid) {
        return endpoint(address, uid, true, true, false);
    }

    private static Endpoint endpoint(
            String address, String uid, @Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withNewTargetRef()
                .withUid(uid)
                .endTargetRef()
                .build();
    }
}
