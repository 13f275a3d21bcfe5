package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do too much of what is allowed: each is told to calm down, is closed, and is counted under its own word. */
@ExtendWith(NoLeaks.class)
class Http2FloodIT {
    /** What is done again and again. */
    enum Attack {
        ResetFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.get(2 * n + 1, "/").reset(2 * n + 1, ErrorCode.CANCEL);
            }
        },
        /** Streams that are reset for the client's errors. */
        ErrorFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.get(2 * n + 1, "/").window(2 * n + 1, 0);
            }
        },
        ContinuationFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.frame(n == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION, 0, 1, RawHttp2.block("x", "y"));
            }
        },
        EmptyFrameFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                if (n == 0) {
                    client.post(1, "/");
                }
                client.data(1, false, "");
            }
        },
        SettingsFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);
            }
        },
        PingFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.frame(RawHttp2.PING, 0, 0, new byte[8]);
            }
        },
        PriorityFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.frame(RawHttp2.PRIORITY, 0, 2 * n + 1, new byte[5]);
            }
        },
        OtherFrameFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.frame(0x20, 0, 0, new byte[3]);
            }
        },
        WindowFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                client.window(0, 1);
            }
        },
        /** A window that lets one octet go at a time. */
        CrumbFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                if (n == 0) {
                    client.frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}).get(1, "/large");
                }
                client.window(1, 1);
            }
        },
        /** Many large header lists out of one entry of the table. */
        HeaderFlood {
            @Override
            void strike(RawHttp2 client, int n) throws IOException {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                block.writeBytes(RawHttp2.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop"));
                if (n == 0) {
                    byte[] entry = RawHttp2.block("x", "y".repeat(3_900));
                    entry[0] = 0x40;
                    block.writeBytes(entry);
                }
                for (int i = 0; i < 4; i++) {
                    block.write(0x80 | 62);
                }
                client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 2 * n + 1, block.toByteArray());
            }
        };

        abstract void strike(RawHttp2 client, int n) throws IOException;

        String word() {
            return switch (this) {
                case ErrorFlood -> ResetFlood.name();
                case CrumbFlood -> WindowFlood.name();
                default -> name();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_flood_is_ended_and_counted_and_others_are_served(Attack attack) throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (talk.head().contains("/large")) {
                        talk.say(Endpoint.ok("x".repeat(100_000)));
                    }
                    talk.in.transferTo(OutputStream.nullOutputStream());
                });
                Endpoint quick = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .http("other", "quick")
                        .backend("shop", shop.port())
                        .backend("quick", quick.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello();
                RawHttp2 other = new RawHttp2(proxy.port("other")).hello()) {
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    for (int n = 0; n < 100_000; n++) {
                        attack.strike(client, n);
                    }
                } catch (SocketException ended) {
                    // As it should be.
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(client.next(RawHttp2.GOAWAY).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            client.socket().close();
            flood.join();
            assertThat(proxy.metric("ballast_http2_breaches_total", "\"" + attack.word() + "\"")).isEqualTo(1);
            other.get(1, "/").end(1);
            assertThat(other.content(1)).isEqualTo("hello");
        }
    }
}
