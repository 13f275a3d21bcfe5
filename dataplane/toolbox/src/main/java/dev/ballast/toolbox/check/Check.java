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
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.CertificateDates;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Translation;
import dev.ballast.contract.translate.Translator;
import java.time.Instant;
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
    private final List<Translated> translated = new ArrayList<>();
    private final TreeSet<String> needs = new TreeSet<>();

    private Check(String file, String text, Place place) {
        this.manifest = ManifestReader.read(file, text, place == Place.Cluster ? Others.PASSED_OVER : Others.REFUSED);
        this.place = place;
        problems.addAll(manifest.problems());
        manifest.loadBalancers().forEach(this::loadBalancer);
    }

    private record Translated(LoadBalancerManifest from, Snapshot snapshot) {
        List<Problem> warnings(Instant now) {
            return from.inFile(CertificateDates.warnings(from.spec(), snapshot, now));
        }
    }

    /**
     * What came of it.
     *
     * @param loadBalancers names of those that were read
     * @param unread how many more there are, of which nothing can be read
     * @param warnings what does not keep them from running, and is to be seen to
     * @param needs what they need of the cluster, and what the text does not hold: {@code Secret "shop"}; in order
     */
    public record Finding(List<String> loadBalancers, int unread, List<Problem> problems, List<Problem> warnings, List<String> needs) {}

    /**
     * @param file the name that complaints carry
     * @param place where it is to run: on a laptop everything must be in the text, a cluster holds Services and Secrets
     * @param now by which certificates are valid
     */
    public static Finding of(String file, String text, Place place, Instant now) {
        Check check = new Check(file, text, place);
        List<String> names = check.manifest.loadBalancers().stream().map(LoadBalancerManifest::name).toList();
        List<Problem> warnings = check.translated.stream().flatMap(each -> each.warnings(now).stream()).toList();
        return new Finding(names, check.manifest.unread(), check.distinct(), warnings, List.copyOf(check.needs));
    }

    /** Only what is wrong with a text that stands in no file. */
    public static List<Problem> problems(String text, Place place) {
        return new Check("", text, place).distinct();
    }

    private List<Problem> distinct() {
        return problems.stream().distinct().toList();
    }

    private void loadBalancer(LoadBalancerManifest found) {
        LoadBalancerSpec spec = found.spec();
        Inputs inputs = Inputs.of("ballast://check/" + found.name(), place, manifest).withServices(services(spec));
        Set<String> elsewhere = place == Place.Cluster ? inTheCluster(spec, inputs) : Set.of();
        Translation translation = Translator.translate(spec, inputs);
        problems.addAll(found.inFile(translation.problems().stream().filter(problem -> !elsewhere.contains(problem.path())).toList()));
        translated.add(new Translated(found, translation.snapshot()));
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
