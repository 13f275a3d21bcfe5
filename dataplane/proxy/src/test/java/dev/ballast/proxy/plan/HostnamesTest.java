package dev.ballast.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostnamesTest {
    @Test
    void theNameItselfThenTheLongestEndingThenTheOneForAll() {
        Hostnames names = new Hostnames();
        names.serve("shop.example", "exact");
        names.serve("*.shop.example", "below");
        names.serve("*.eu.shop.example", "further below");
        names.serve(null, "others");

        assertThat(names.listener("shop.example")).isEqualTo("exact");
        assertThat(names.listener("www.shop.example")).isEqualTo("below");
        assertThat(names.listener("a.b.shop.example")).isEqualTo("below");
        assertThat(names.listener("eu.shop.example")).isEqualTo("below");
        assertThat(names.listener("www.eu.shop.example")).isEqualTo("further below");
        assertThat(names.listener("bookshop.example")).isEqualTo("others");
        assertThat(names.listener("example")).isEqualTo("others");
        assertThat(names.listener(".shop.example")).isEqualTo("others");
        assertThat(names.listener("")).isEqualTo("others");
        assertThat(names.oneForAll()).isFalse();
    }

    @Test
    void withoutOneForAllOtherNamesAreNobodys() {
        Hostnames names = new Hostnames();
        names.serve("shop.example", "exact");
        assertThat(names.listener("www.shop.example")).isNull();
        assertThat(names.listener("")).isNull();
    }

    @Test
    void whatIsWithheldDoesNotFallToAWiderName() {
        Hostnames names = new Hostnames();
        names.serve("*.shop.example", "wide");
        names.serve(null, "others");
        names.withhold("admin.shop.example");
        names.withhold("*.inner.shop.example");

        assertThat(names.listener("admin.shop.example")).isNull();
        assertThat(names.listener("a.inner.shop.example")).isNull();
        assertThat(names.listener("www.shop.example")).isEqualTo("wide");
    }

    @Test
    void aListenerAloneHasEveryName() {
        Hostnames names = new Hostnames();
        names.serve(null, "web");
        assertThat(names.oneForAll()).isTrue();
        assertThat(names.listener("anything")).isEqualTo("web");
    }
}
