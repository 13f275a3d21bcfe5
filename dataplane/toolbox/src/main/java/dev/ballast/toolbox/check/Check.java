package dev.ballast.toolbox.check;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.BackendTlsSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.manifest.ManifestReader.Others;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Translator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the text of a manifest says, by the classes that the operator and {@code ballast run} use. Pure. */
public final class Check {
    private final Manifest manifest;
    private final Place place;
    private final List<Problem> problems = new ArrayList<>();
    private final TreeSet<String> needs = new TreeSet<>();

    private Check(Manifest manifest, Place place) {
        this.manifest = manifest;
        this.place = place;
        problems.addAll(manifest.problems());
        manifest.loadBalancers().forEach(this::loadBalancer);
    }

    /**
     * What came of it.
     *
     * @param loadBalancers names of those that were found
     * @param needs what they need of the cluster, and what the text does not hold: {@code Secret "shop"}; in order
     */
    public record Finding(List<String> loadBalancers, List<Problem> problems, List<String> needs) {}

    /**
     * @param file the name that complaints carry
     * @param place where it is to run: on a laptop everything must be in the text, a cluster holds Services and Secrets
     */
    public static Finding of(String file, String text, Place place) {
        Manifest manifest = ManifestReader.read(file, text, place == Place.Cluster ? Others.PASSED_OVER : Others.REFUSED);
        Check check = new Check(manifest, place);
        List<String> names = manifest.loadBalancers().stream().map(LoadBalancerManifest::name).toList();
        return new Finding(names, check.problems.stream().distinct().toList(), List.copyOf(check.needs));
    }

    private void loadBalancer(LoadBalancerManifest found) {
        LoadBalancerSpec spec = found.spec();
        Inputs inputs = Inputs.of("ballast://check/" + found.name(), place, manifest).withServices(services(spec));
        Set<String> elsewhere = place == Place.Cluster ? inTheCluster(spec, inputs) : Set.of();
        List<Problem> wrong = Translator.translate(spec, inputs).problems();
        problems.addAll(found.inFile(wrong.stream().filter(problem -> !elsewhere.contains(problem.path())).toList()));
    }

    /** Paths that name what the text does not hold, and the cluster may. */
    private Set<String> inTheCluster(LoadBalancerSpec spec, Inputs inputs) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < spec.listeners().size(); i++) {
            ListenerTlsSpec tls = spec.listeners().get(i).tls();
            if (tls != null) {
                String path = "spec.listeners[" + i + "].tls";
                secrets(paths, at -> path + ".secrets[" + at + "]", tls.secrets(), inputs);
                authorities(paths, path + ".clientValidation.caRefs", tls.clientValidation() == null ? null : tls.clientValidation().caRefs(), inputs);
            }
        }
        for (int i = 0; i < spec.backends().size(); i++) {
            BackendTlsSpec tls = spec.backends().get(i).tls();
            if (tls != null) {
                String path = "spec.backends[" + i + "].tls";
                secrets(paths, at -> path + ".clientSecret", tls.clientSecret() == null ? null : List.of(tls.clientSecret()), inputs);
                authorities(paths, path + ".caRefs", tls.caRefs(), inputs);
            }
        }
        return paths;
    }

    private void secrets(Set<String> paths, IntFunction<String> path, @Nullable List<SecretRef> named, Inputs inputs) {
        lacking(paths, path, named, inputs.secrets().keySet(), SecretRef::name, name -> "Secret \"" + name + "\"");
    }

    private void authorities(Set<String> paths, String path, @Nullable List<CaRef> named, Inputs inputs) {
        lacking(paths, at -> path + "[" + at + "]", named, inputs.authorities().keySet(), Function.identity(), ref -> ref.kind() + " \"" + ref.name() + "\"");
    }

    private <R, K> void lacking(
            Set<String> paths, IntFunction<String> path, @Nullable List<R> named, Set<K> known, Function<R, K> key, Function<K, String> words) {
        for (int i = 0; named != null && i < named.size(); i++) {
            K name = key.apply(named.get(i));
            if (!known.contains(name)) {
                paths.add(path.apply(i));
                needs.add(words.apply(name));
            }
        }
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
}
