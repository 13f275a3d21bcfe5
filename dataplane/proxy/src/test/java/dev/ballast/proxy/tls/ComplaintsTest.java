package dev.ballast.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What is news of an endpoint, by the test's clock. */
class ComplaintsTest {
    private static final InetSocketAddress ONE = new InetSocketAddress("127.0.0.1", 1);
    private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.1", 2);

    private long now;
    private final Complaints complaints = new Complaints(() -> now);

    @Test
    void the_same_is_said_of_an_endpoint_once_a_minute_however_many_requests_fail() {
        assertThat(complaints.news(ONE, "expired")).isTrue();
        now += Complaints.AGAIN_NANOS - 1;
        assertThat(complaints.news(ONE, "expired")).isFalse();
        now += 1;
        assertThat(complaints.news(ONE, "expired")).isTrue();
        assertThat(complaints.news(ONE, "expired")).isFalse();
    }

    @Test
    void another_reason_and_another_endpoint_are_news() {
        assertThat(complaints.news(ONE, "expired")).isTrue();
        assertThat(complaints.news(ONE, "name")).isTrue();
        assertThat(complaints.news(OTHER, "name")).isTrue();
        assertThat(complaints.news(OTHER, "name")).isFalse();
    }

    @Test
    void so_many_endpoints_are_remembered_and_no_more() {
        for (int port = 0; port < Complaints.ENDPOINTS; port++) {
            assertThat(complaints.news(new InetSocketAddress("127.0.0.2", port), "name")).isTrue();
        }
        assertThat(complaints.news(ONE, "name")).isTrue();
        assertThat(complaints.news(new InetSocketAddress("127.0.0.2", 0), "name")).isTrue();
    }
}
