package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kubectl says to a bad manifest: each message names the field, the value and what was expected. */
@Tag("cluster")
@ExtendWith(Installed.class)
class RefusalsE2E {
    private static final String GOOD = Manifests.loadBalancer("refused", "shop");

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(delimiter = '|', textBlock = """
            port: 80,            | port: 70000,                          | spec.listeners[0].port | 70000 | 65535
            port: 80,            | port: eighty,                         | spec.listeners[0].port | string | integer
            protocol: HTTP       | protocol: HTTPX                       | spec.listeners[0].protocol | HTTPX | "HTTP"
            protocol: HTTP       | protocol: HTTPS                       | spec.listeners[0] | HTTPS | tls
            backend: shop}]      | backend: shopp}]                      | spec.listeners | shopp | backend
            backend: shop}]      | backend: shop, colour: red}]          | spec.listeners[0].colour | unknown field | colour
            name: refused        | name: Refused                         | metadata.name | Refused | lower case
            port: 8080}          | port: 8080}, endpoints: [{address: 10.0.0.1, port: 80}] | spec.backends[0] | shop | one of
            """)
    void areRefusedWithTheFieldTheValueAndWhatWasExpected(
            String good, String bad, String field, String value, String expected, Site site) {
        assertThat(GOOD).contains(good);

        Command applied = Command.attempt(GOOD.replace(good, bad), List.of("kubectl", "-n", site.namespace(), "apply", "-f", "-"));

        assertThat(applied.code()).as(applied.complained()).isNotZero();
        assertThat(applied.complained()).contains(field, value, expected);
    }
}
