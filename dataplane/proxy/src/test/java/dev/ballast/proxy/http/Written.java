package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What was written to a connection that does nothing else: it takes everything, and no time passes. */
final class Written {
    private final byte[] scratch = new byte[128 * 1024];
    private final Deadlines deadlines = new Deadlines(() -> 0, (task, delay) -> {});
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final Loop loop = (Loop) Proxy.newProxyInstance(
            Written.class.getClassLoader(), new Class<?>[] {Loop.class}, (proxy, method, arguments) -> called(method.getName(), arguments));
    final Connection connection = (Connection) Proxy.newProxyInstance(
            Written.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> called(method.getName(), arguments));

    private @Nullable Object called(String method, @Nullable Object[] arguments) {
        return switch (method) {
            case "scratch" -> scratch;
            case "loop" -> loop;
            case "write" -> {
                write(arguments[0], (int) java.util.Objects.requireNonNull(arguments[1]), (int) java.util.Objects.requireNonNull(arguments[2]));
                yield null;
            }
            case "deadlines" -> deadlines;
            case "execute", "handler", "flush", "giveUpAfter" -> null;
            case "pending", "progress" -> 0L;
            case "writable", "isOpen" -> true;
            case "timedOut" -> false;
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private void write(@Nullable Object from, int offset, int count) {
        byte[] copy = new byte[count];
        if (from instanceof Received received) {
            received.copy(offset, copy, 0, count);
        } else if (from instanceof byte[] plain) {
            System.arraycopy(plain, offset, copy, 0, count);
        }
        octets.writeBytes(copy);
    }

    Composer composer() {
        return new Composer(scratch);
    }

    byte[] take() {
        byte[] taken = octets.toByteArray();
        octets.reset();
        return taken;
    }
}
