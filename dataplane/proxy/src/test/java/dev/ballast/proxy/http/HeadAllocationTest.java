package dev.ballast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Reading a head leaves no garbage. */
class HeadAllocationTest {
    private static final int MESSAGES = 1000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void a_request_costs_no_object() {
        Pieces request = Pieces.of("POST /a/b?c=d HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\nConnection: X-Mine\r\nX-Mine: 1\r\nContent-Length: 3\r\n\r\n");
        assertThat(allocatedBy(new RequestHead(), request)).isZero();
    }

    @Test
    void an_answer_costs_no_object() {
        Pieces answer = Pieces.of("HTTP/1.1 200 OK\r\nServer: shop\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(allocatedBy(new ResponseHead(), answer)).isZero();
    }

    @Test
    void large_heads_that_are_refused_share_their_arrays() {
        Pieces bomb = Pieces.of("GET / HTTP/1.1\r\nHost: shop\r\n" + ("X-Field: " + "a".repeat(69) + "\r\n").repeat(200) + "\r\n");
        HeadRoom room = new HeadRoom();
        refuse(room, bomb);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        RequestHead head = refuse(room, bomb);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(bomb.length());
        assertThat(head.bytes()).isEmpty();
    }

    private static RequestHead refuse(HeadRoom room, Pieces bomb) {
        RequestHead head = new RequestHead(room);
        head.read(bomb, 0);
        assertThat(head.flaw()).isEqualTo(Flaw.TooManyFields);
        head.refused();
        return head;
    }

    private static long allocatedBy(Head head, Pieces message) {
        readOften(head, message); // What is made once, and classes
        long before = THREADS.getCurrentThreadAllocatedBytes();
        readOften(head, message);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void readOften(Head head, Pieces message) {
        for (int i = 0; i < MESSAGES; i++) {
            head.clear();
            head.read(message, 0);
            if (!head.complete() || head.flaw() != null) {
                throw new AssertionError("not read: " + head.flaw());
            }
        }
    }
}
