package dev.ballast.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a look-up takes: octets that are looked at, and objects that are made, which are numbers, not times. */
class RouteTableCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Asking REQUEST = Asking.of("GET h7.example /p7/x/y?a=b version:one");

    @Test
    void a_look_up_without_expressions_makes_no_object() {
        RouteTable table = table(100);
        findOften(table);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        findOften(table);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isZero();
    }

    /** The conditions that are asked are those of the request's own places, whatever stands beside them. */
    @Test
    void ten_thousand_routes_are_asked_as_little_as_ten() {
        assertThat(asked(table(10_000))).isEqualTo(asked(table(10))).isPositive();
    }

    private static RouteTable table(int routes) {
        StringBuilder lines = new StringBuilder("last header=version:one\n");
        for (int i = 0; i < routes; i++) {
            lines.append("p").append(i).append(" host=h").append(i).append(".example prefix=/p").append(i).append(" header=version:two\n");
            lines.append("q").append(i).append(" prefix=/p").append(i).append(" method=POST\n");
            lines.append("e").append(i).append(" exact=/p").append(i).append("/x/y header=version:two\n");
        }
        return RouteTable.of(Written.routes(lines.toString()));
    }

    private static void findOften(RouteTable table) {
        for (int i = 0; i < 1000; i++) {
            if (table.find(REQUEST) != 0) {
                throw new AssertionError("another route");
            }
        }
    }

    private static long asked(RouteTable table) {
        AtomicLong asked = new AtomicLong();
        assertThat(table.find(new Counting(REQUEST, asked))).isZero();
        return asked.get();
    }

    /** Counts the looks at a request. */
    private record Counting(Asking asking, AtomicLong asked) implements RouteInput {
        @Override
        public byte[] octets() {
            asked.incrementAndGet();
            return asking.octets();
        }

        @Override
        public int hostStart() {
            return asking.hostStart();
        }

        @Override
        public int hostEnd() {
            return asking.hostEnd();
        }

        @Override
        public int pathStart() {
            return asking.pathStart();
        }

        @Override
        public int pathEnd() {
            return asking.pathEnd();
        }

        @Override
        public int queryStart() {
            return asking.queryStart();
        }

        @Override
        public int queryEnd() {
            return asking.queryEnd();
        }

        @Override
        public int methodStart() {
            return asking.methodStart();
        }

        @Override
        public int methodEnd() {
            return asking.methodEnd();
        }

        @Override
        public int fields() {
            return asking.fields();
        }

        @Override
        public int fieldNameStart(int field) {
            asked.incrementAndGet();
            return asking.fieldNameStart(field);
        }

        @Override
        public int fieldNameEnd(int field) {
            return asking.fieldNameEnd(field);
        }

        @Override
        public int fieldValueStart(int field) {
            return asking.fieldValueStart(field);
        }

        @Override
        public int fieldValueEnd(int field) {
            return asking.fieldValueEnd(field);
        }
    }
}
