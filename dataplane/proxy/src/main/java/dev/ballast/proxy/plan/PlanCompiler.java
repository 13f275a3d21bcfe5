package dev.ballast.proxy.plan;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.proxy.tls.Certificate;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.traffic.backend.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Compiles one snapshot, beside whatever runs. Config worker only; made anew for each snapshot. */
public final class PlanCompiler {
    private final Telemetry telemetry;
    private final CertificateStore certificates;
    private final int loops;
    private final List<Problem> problems = new ArrayList<>();

    /** @param loops number of event loops, for the counters */
    public PlanCompiler(Telemetry telemetry, CertificateStore certificates, int loops) {
        this.telemetry = telemetry;
        this.certificates = certificates;
        this.loops = loops;
    }

    /** What stands in the way; a plan must not be used unless this is empty. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @param backends those of the snapshot, alive, by name */
    public Plan compile(Snapshot snapshot, Map<String, Backend> backends) {
        Map<String, CertificateConfig> configs = new HashMap<>();
        snapshot.certificates().forEach(config -> configs.put(config.name(), config));
        Map<String, ListenerPlan> listeners = new HashMap<>();
        for (int i = 0; i < snapshot.listeners().size(); i++) {
            ListenerConfig config = snapshot.listeners().get(i);
            String path = "listeners[" + i + "]";
            Backend backend = backends.get(config.backend());
            if (backend == null) {
                problems.add(new Problem(
                        path + ".backend", Reason.UnknownReference, "\"" + config.backend() + "\" is not a backend of the snapshot"));
                continue;
            }
            ServerNames names = config.tls() == null ? null : names(path, config.tls(), configs);
            listeners.put(config.name(), new ListenerPlan(
                    config,
                    backend,
                    names,
                    telemetry.listener(config.name(), backend.name(), loops),
                    telemetry.backend(backend, loops)));
        }
        return new Plan(listeners, backends, snapshot.drain());
    }

    private @Nullable ServerNames names(String path, ListenerConfig.TlsConfig tls, Map<String, CertificateConfig> configs) {
        List<Certificate> ready = new ArrayList<>();
        for (int i = 0; i < tls.certificates().size(); i++) {
            String name = tls.certificates().get(i);
            String where = path + ".tls.certificates[" + i + "]";
            CertificateConfig config = configs.get(name);
            if (config == null) {
                problems.add(new Problem(where, Reason.UnknownReference, "\"" + name + "\" is not a certificate of the snapshot"));
                continue;
            }
            try {
                ready.add(certificates.certificate(config, tls.minVersion()));
            } catch (InvalidCredentialsException unfit) {
                problems.add(new Problem(where, Reason.InvalidCertificateRef, "\"" + name + "\" " + unfit.getMessage()));
            } catch (SSLException refused) {
                problems.add(new Problem(
                        where, Reason.InvalidCertificateRef, "\"" + name + "\" is not taken by the TLS library: expected a certificate and key for TLS servers"));
            }
        }
        return ready.isEmpty() ? null : new ServerNames(ready);
    }
}
