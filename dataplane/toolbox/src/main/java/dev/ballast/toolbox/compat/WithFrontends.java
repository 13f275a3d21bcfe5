package dev.ballast.toolbox.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The {@code config.yaml} of the HTTP balancer with operations: {@code frontends}, {@code backends} by URL, and a section for each feature. */
final class WithFrontends {
    private static final String SECRET = "converted-tls";
    private static final String AUTHORITIES = "converted-ca";

    private final Conversion conversion;
    private final List<String> listeners = new ArrayList<>();

    WithFrontends(Conversion conversion) {
        this.conversion = conversion;
    }

    void read(Written file) {
        Written ssl = file.section("ssl");
        boolean secured = ssl.has("certFile");
        List<ObjectNode> secure = new ArrayList<>();
        List<Written> frontends = file.list("frontends");
        for (Written frontend : frontends) {
            int port = frontend.number("port", 0);
            boolean tls = secured && (port % 1000 == 443 || frontends.size() == 1);
            ObjectNode listener = conversion.draft().listener(port, tls ? "HTTPS" : "HTTP");
            listeners.add(listener.get("name").asText());
            if (tls) {
                secure.add(listener);
            }
            frontend.nameWhatIsLeft();
        }
        file.list("backends").forEach(this::backend);
        conversion.draft().algorithm("RoundRobin");
        tls(ssl, secure);
        healthCheck(file.section("healthcheck"));
        rateLimit(file.section("ratelimit"));
        breaker(file.section("circuitbreaker"));
        logging(file.section("logging"));
        metrics(file.section("metrics"));
    }

    private void backend(Written backend) {
        String text = backend.text("url");
        int weight = backend.number("weight", 1);
        try {
            URI url = new URI(text);
            boolean https = "https".equals(url.getScheme());
            if (url.getHost() == null || !(https || "http".equals(url.getScheme()))) {
                conversion.lacks(backend.at("url"), "\"" + text + "\": expected http://HOST:PORT");
            } else {
                if (https) {
                    conversion.lacks(backend.at("url"), "https: write tls into the backend, with the authority that signed its certificate");
                }
                conversion.endpoint(backend.at("url"), url.getHost(), url.getPort() < 0 ? (https ? 443 : 80) : url.getPort(), weight);
            }
        } catch (URISyntaxException broken) {
            conversion.lacks(backend.at("url"), "\"" + text + "\": expected http://HOST:PORT");
        }
        backend.nameWhatIsLeft();
    }

    private void tls(Written ssl, List<ObjectNode> secure) {
        String certificate = ssl.text("certFile");
        String key = ssl.text("keyFile");
        String authority = ssl.text("caFile");
        int clientAuth = ssl.number("clientAuth", 0);
        ssl.nameWhatIsLeft();
        if (certificate.isEmpty()) {
            if (!key.isEmpty() || !authority.isEmpty() || clientAuth != 0) {
                conversion.lacks(ssl.at("certFile"), "is absent: without it nobody speaks TLS");
            }
            return;
        }
        if (secure.isEmpty()) {
            conversion.lacks(ssl.at("certFile"), "which frontend speaks TLS is not said: expected one on a port that ends in 443");
            return;
        }
        conversion.note("the certificate goes into a Secret: kubectl create secret tls " + SECRET + " --cert=" + certificate + " --key=" + key);
        boolean verified = (clientAuth == 3 || clientAuth == 4) && !authority.isEmpty();
        if (verified) {
            conversion.note("the clients' authority goes into a ConfigMap: kubectl create configmap " + AUTHORITIES + " --from-file=ca.crt=" + authority);
        } else if (clientAuth == 1 || clientAuth == 2) {
            conversion.lacks(ssl.at("clientAuth"), clientAuth + ": a certificate that nobody verifies is not asked for");
        } else if (clientAuth != 0) {
            conversion.lacks(ssl.at("clientAuth"), clientAuth + ": expected 0 to 4, with caFile from 3 on");
        } else if (!authority.isEmpty()) {
            conversion.lacks(ssl.at("caFile"), "nobody is verified with it: expected clientAuth 3 or 4");
        }
        for (ObjectNode listener : secure) {
            ObjectNode tls = listener.putObject("tls");
            tls.putArray("secrets").addObject().put("name", SECRET);
            if (verified) {
                ObjectNode clients = tls.putObject("clientValidation").put("mode", clientAuth == 3 ? "VerifyIfGiven" : "RequireAndVerify");
                clients.putArray("caRefs").addObject().put("kind", "ConfigMap").put("name", AUTHORITIES);
            }
        }
    }

    private void healthCheck(Written check) {
        if (!check.has("interval") && !check.has("path")) {
            check.nameWhatIsLeft();
            return;
        }
        ObjectNode probes = conversion.draft().probes("HTTP");
        put(probes, "interval", check.text("interval"));
        put(probes, "timeout", check.text("timeout"));
        put(probes, "path", check.text("path"));
        check.nameWhatIsLeft();
    }

    private void rateLimit(Written limit) {
        boolean enabled = limit.flag("enabled", limit.has("rate"));
        int rate = limit.number("rate", 0);
        int burst = limit.number("burst", 0);
        boolean sliding = limit.text("algorithm").equals("sliding_window");
        limit.nameWhatIsLeft();
        if (!enabled || rate == 0) {
            return;
        }
        conversion.attempt("spec.rateLimits");
        ObjectNode written = conversion.draft().spec().putArray("rateLimits").addObject().put("name", "converted");
        listeners.forEach(written.putArray("listeners")::add);
        written.put("key", "Listener").put("requests", rate).put("unit", "Second").put("algorithm", sliding ? "SlidingWindow" : "TokenBucket");
        if (burst > 0 && !sliding) {
            written.put("burst", burst);
        }
    }

    private void breaker(Written breaker) {
        if (!breaker.has("threshold")) {
            breaker.nameWhatIsLeft();
            return;
        }
        conversion.attempt("spec.trafficPolicy.circuitBreaker");
        ObjectNode written = conversion.draft().policy("circuitBreaker").put("consecutiveFailures", breaker.number("threshold", 5));
        put(written, "openDuration", breaker.text("timeout"));
        if (breaker.has("maxHalfOpen")) {
            written.put("maxHalfOpen", breaker.number("maxHalfOpen", 1));
        }
        breaker.nameWhatIsLeft();
    }

    private void logging(Written logging) {
        String level = logging.text("level");
        String format = logging.text("format");
        if (!level.isEmpty()) {
            conversion.attempt("spec.observability.logLevel");
            conversion.draft().spec().withObject("/observability").put("logLevel", level.substring(0, 1).toUpperCase(Locale.ROOT) + level.substring(1).toLowerCase(Locale.ROOT));
        }
        if (!format.isEmpty()) {
            conversion.note("logging.format: a pod logs JSON, ballast run does with --log-format Json");
        }
        logging.nameWhatIsLeft();
    }

    private void metrics(Written metrics) {
        boolean enabled = metrics.flag("enabled", true);
        int port = metrics.number("port", 0);
        metrics.nameWhatIsLeft();
        if (!enabled) {
            conversion.lacks("metrics.enabled", "metrics are always there: /metrics");
        } else if (port > 0) {
            conversion.note("metrics.port: /metrics is on port 9090 of a pod; ballast run takes --admin-port " + port);
        }
    }

    private static void put(ObjectNode section, String field, String value) {
        if (!value.isEmpty()) {
            section.put(field, value);
        }
    }
}
