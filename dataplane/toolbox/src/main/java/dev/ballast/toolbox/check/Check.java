package dev.ballast.toolbox.check;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.manifest.ManifestReader.Others;
import dev.ballast.contract.manifest.SecretManifest;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import dev.ballast.contract.translate.Translator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the text of a manifest says, by the classes that the operator and {@code ballast run} use. Pure. */
final class Check {
    private final Place place;
    private final Map<String, TlsSecret> secrets;
    private final List<Problem> problems = new ArrayList<>();
    private final TreeSet<String> needs = new TreeSet<>();

    private Check(Manifest manifest, Place place) {
        this.place = place;
        this.secrets = manifest.secrets().stream().collect(Collectors.toMap(SecretManifest::name, Check::tls, (one, other) -> one));
        problems.addAll(manifest.problems());
        manifest.loadBalancers().forEach(this::loadBalancer);
    }

    /**
     * What came of it.
     *
     * @param loadBalancers names of those that were found
     * @param needs what they need of the cluster, and what the text does not hold: {@code Secret "shop"}; in order
     */
    record Finding(List<String> loadBalancers, List<Problem> problems, List<String> needs) {}

    /**
     * @param file the name that complaints carry
     * @param place where it is to run: on a laptop everything must be in the text, a cluster holds Services and Secrets
     */
    static Finding of(String file, String text, Place place) {
        Manifest manifest = ManifestReader.read(file, text, place == Place.Cluster ? Others.PASSED_OVER : Others.REFUSED);
        Check check = new Check(manifest, place);
        List<String> names = manifest.loadBalancers().stream().map(LoadBalancerManifest::name).toList();
        return new Finding(names, check.problems.stream().distinct().toList(), List.copyOf(check.needs));
    }

    private void loadBalancer(LoadBalancerManifest manifest) {
        LoadBalancerSpec spec = manifest.spec();
        Map<String, String> absent = place == Place.Cluster ? absentSecrets(spec) : Map.of();
        Inputs inputs = new Inputs("ballast://check/" + manifest.name(), place, secrets, services(spec));
        List<Problem> found = Translator.translate(spec, inputs).problems();
        problems.addAll(manifest.inFile(found.stream().filter(problem -> !absent.containsKey(problem.path())).toList()));
        absent.values().forEach(name -> needs.add("Secret \"" + name + "\""));
    }

    /** Names of Secrets that may be in the cluster, by the paths that name them. */
    private Map<String, String> absentSecrets(LoadBalancerSpec spec) {
        Map<String, String> absent = new HashMap<>();
        for (int i = 0; i < spec.listeners().size(); i++) {
            ListenerSpec listener = spec.listeners().get(i);
            List<SecretRef> named = listener.tls() == null || listener.tls().secrets() == null ? List.of() : listener.tls().secrets();
            for (int j = 0; j < named.size(); j++) {
                if (!secrets.containsKey(named.get(j).name())) {
                    absent.put("spec.listeners[" + i + "].tls.secrets[" + j + "]", named.get(j).name());
                }
            }
        }
        return absent;
    }

    private Map<ServicePort, ServiceState> services(LoadBalancerSpec spec) {
        if (place == Place.Standalone) {
            return Map.of();
        }
        List<ServicePort> named = spec.backends().stream()
                .map(BackendSpec::service)
                .filter(Objects::nonNull)
                .map(service -> new ServicePort(service.name(), service.port()))
                .distinct()
                .toList();
        named.forEach(service -> needs.add("Service \"" + service.service() + "\" with port " + service.port()));
        return named.stream().collect(Collectors.toMap(Function.identity(), service -> new ServiceState.Found(List.of())));
    }

    private static TlsSecret tls(SecretManifest secret) {
        return new TlsSecret(secret.type(), secret.text("tls.crt"), new Sensitive(secret.text("tls.key")));
    }
}
