package dev.ballast.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A process of attackers: keeps so many connections open as its {@link Attack} says, opens another for each that was closed, and ends after some
 * seconds with a line that says how many there were. Arguments: the attack, the port, seconds.
 */
final class Attacker {
    /** What it says when its first connection is made. */
    static final String BEGUN = "begun";

    /** Before what it has opened and closed. */
    static final String OPENED = "opened ";

    private static final int A_TURN = 200;

    private final Attack attack;
    private final Attack.Crowd crowd;
    private final InetSocketAddress to;
    private final Selector selector = Selector.open();
    private final Set<Client> open = new HashSet<>();
    private final ByteBuffer room = ByteBuffer.allocateDirect(64 * 1024);
    private int opened;
    private int closed;

    private Attacker(Attack attack, int port) throws IOException {
        this.attack = attack;
        this.crowd = attack.crowd();
        this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public static void main(String[] arguments) throws IOException {
        Attacker attacker = new Attacker(Attack.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
        attacker.run(Integer.parseInt(arguments[2]));
        System.out.println(OPENED + attacker.opened + " closed " + attacker.closed);
        System.exit(0);
    }

    private void run(int seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long drip = System.nanoTime();
        while (System.nanoTime() < end) {
            for (int i = 0; i < A_TURN && open.size() < crowd.open() && opened < crowd.most(); i++) {
                Client client = new Client(opened++);
                open.add(client);
                client.begin();
            }
            selector.select(key -> ((Client) key.attachment()).event(key), 10);
            if (crowd.speed() == Attack.Speed.EACH_SECOND && System.nanoTime() - drip > 0) {
                drip += TimeUnit.SECONDS.toNanos(1);
                List.copyOf(open).forEach(Client::more);
            }
        }
    }

    /** One connection. */
    private final class Client {
        private final SocketChannel channel = SocketChannel.open();
        private final int number;
        private ByteBuffer out;
        private int said;

        Client(int number) throws IOException {
            this.number = number;
            this.out = ByteBuffer.wrap(attack.script().opening(number));
        }

        void begin() throws IOException {
            channel.configureBlocking(false);
            if (!crowd.reads()) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            }
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(to);
        }

        void event(SelectionKey key) {
            try {
                if (key.isConnectable()) {
                    channel.finishConnect();
                    if (number == 0) {
                        System.out.println(BEGUN);
                    }
                    listen(SelectionKey.OP_WRITE);
                } else if (key.isReadable() && channel.read(room.clear()) < 0) {
                    close();
                } else if (key.isWritable()) {
                    write();
                }
            } catch (IOException gone) {
                close();
            }
        }

        private void write() throws IOException {
            channel.write(out);
            if (!out.hasRemaining() && crowd.speed() == Attack.Speed.WHEN_TAKEN) {
                out = ByteBuffer.wrap(attack.script().more(said++));
            }
            listen(out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        }

        private void listen(int besides) {
            channel.keyFor(selector).interestOps(besides | (crowd.reads() ? SelectionKey.OP_READ : 0));
        }

        /** What does not fit is said later. */
        void more() {
            if (channel.isConnected() && !out.hasRemaining()) {
                out = ByteBuffer.wrap(attack.script().more(said++));
                listen(SelectionKey.OP_WRITE);
            }
        }

        private void close() {
            open.remove(this);
            closed++;
            try {
                channel.close();
            } catch (IOException alreadyGone) {
                // It is what was wanted.
            }
        }
    }
}
