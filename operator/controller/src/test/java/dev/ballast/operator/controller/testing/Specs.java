package dev.ballast.operator.controller.testing;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.ClientValidationSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.manifest.ScalingSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.manifest.ServiceRef;
import java.util.Arrays;
import java.util.List;

/** Specs that tests begin with. */
public final class Specs {
    private Specs() {}

    /** One HTTP listener on port 80 before one Service. */
    public static LoadBalancerSpec http(String service, int port) {
        return of(List.of(listener("web", 80)), backend("shop", service, new PortRef.Number(port)));
    }

    public static LoadBalancerSpec of(List<ListenerSpec> listeners, BackendSpec... backends) {
        return new LoadBalancerSpec("default", null, listeners, Arrays.asList(backends), null, null, null, new ScalingSpec(2), null, null);
    }

    public static ListenerSpec listener(String name, int port) {
        return new ListenerSpec(name, port, ListenerSpec.Protocol.HTTP, null, null, null, null, null, null, null, null, null, "shop");
    }

    public static ListenerSpec https(String name, int port, String... secrets) {
        return new ListenerSpec(
                name,
                port,
                ListenerSpec.Protocol.HTTPS,
                null,
                new ListenerTlsSpec(ListenerTlsSpec.Mode.Terminate, Arrays.stream(secrets).map(SecretRef::new).toList(), "1.2", null, null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "shop");
    }

    /** HTTPS for clients whose certificates an authority of one of the ConfigMaps stands behind. */
    public static ListenerSpec guarded(String name, int port, String secret, String... configMaps) {
        ClientValidationSpec clients = new ClientValidationSpec(
                ClientValidationSpec.Mode.RequireAndVerify,
                Arrays.stream(configMaps).map(each -> new CaRef(CaRef.Kind.ConfigMap, each)).toList(),
                null);
        ListenerTlsSpec tls = new ListenerTlsSpec(ListenerTlsSpec.Mode.Terminate, List.of(new SecretRef(secret)), "1.2", null, null, clients);
        return new ListenerSpec(name, port, ListenerSpec.Protocol.HTTPS, null, tls, null, null, null, null, null, null, null, "shop");
    }

    public static BackendSpec backend(String name, String service, PortRef port) {
        return new BackendSpec(name, new ServiceRef(service, port), null, null, null, null);
    }
}
