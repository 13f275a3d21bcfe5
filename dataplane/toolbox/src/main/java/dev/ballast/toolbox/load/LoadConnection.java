package dev.ballast.toolbox.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** One connection to a target. Blocking: it belongs to one virtual thread. */
final class LoadConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final Socket socket;
    private final ResponseReader reader;
    private final OutputStream out;
    private final boolean tcp;
    private boolean used;

    private LoadConnection(SocketChannel channel, Socket socket, boolean tcp) throws IOException {
        this.tcp = tcp;
        this.channel = channel;
        this.socket = socket;
        InputStream in = socket.getInputStream();
        this.reader = new ResponseReader(in);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    /** Connects, and shakes hands where the target is https. */
    static LoadConnection open(Target target, Duration timeout) throws RequestFailed {
        SocketChannel channel = connected(target.address(), (int) timeout.toMillis());
        try {
            return new LoadConnection(channel, target.tls() == null ? channel.socket() : shakenHands(channel, target, target.tls()), target.tcp());
        } catch (IOException e) {
            closeQuietly(channel);
            throw new RequestFailed(target.tls() == null ? Cause.ConnectFailure : Cause.TlsFailure, RequestFailed.said(e));
        }
    }

    private static SocketChannel connected(InetSocketAddress address, int timeoutMillis) throws RequestFailed {
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException e) {
            throw new RequestFailed(Cause.ConnectFailure, RequestFailed.said(e));
        }
        try {
            channel.socket().setTcpNoDelay(true);
            channel.socket().connect(address, timeoutMillis);
            channel.socket().setSoTimeout(timeoutMillis);
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new RequestFailed(e instanceof SocketTimeoutException ? Cause.ConnectTimeout : Cause.ConnectFailure, RequestFailed.said(e));
        }
    }

    private static Socket shakenHands(SocketChannel channel, Target target, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(channel.socket(), target.host(), target.address().getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Whether it has carried a request before. */
    boolean used() {
        return used;
    }

    /**
     * Whether the other side has closed it, or sent something unasked, since the last answer; nothing is sent to find out. Over TLS this
     * waits a millisecond.
     */
    boolean foundClosed() {
        try {
            if (socket == channel.socket()) {
                channel.configureBlocking(false);
                int read = channel.read(ByteBuffer.allocate(1));
                channel.configureBlocking(true);
                return read != 0;
            }
            int timeout = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                return socket.getInputStream().read() != Integer.MIN_VALUE;
            } catch (SocketTimeoutException e) {
                socket.setSoTimeout(timeout);
                return false;
            }
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a request and reads its answer to the end. After a failure the connection is of no more use. */
    Response exchange(byte[] request, boolean headRequest) throws RequestFailed {
        reader.next();
        try {
            out.write(request);
            out.flush();
            Response response = tcp ? reader.echo(request.length) : reader.read(headRequest);
            used = true;
            return response;
        } catch (ResponseReader.Malformed e) {
            throw new RequestFailed(Cause.InvalidResponse, RequestFailed.said(e));
        } catch (SocketTimeoutException e) {
            throw new RequestFailed(Cause.ResponseTimeout, reader.begun() ? "the answer stopped" : "no answer");
        } catch (IOException e) {
            throw new RequestFailed(reader.begun() ? Cause.ResetDuringResponse : used ? Cause.StaleConnection : Cause.ResetBeforeResponse, RequestFailed.said(e));
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** A client's TLS that accepts every certificate. */
    static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a request. */
    static byte[] request(LoadOptions options, Target target) {
        if (target.tcp()) {
            byte[] bytes = new byte[Math.max(1, options.bodyBytes())];
            Arrays.fill(bytes, (byte) 'x');
            return bytes;
        }
        StringBuilder head = new StringBuilder(256);
        head.append(options.method()).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
        if (options.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase("Host"))) {
            head.append("Host: ").append(target.authority()).append("\r\n");
        }
        if (options.connectionPerRequest()) {
            head.append("Connection: close\r\n");
        }
        if (options.bodyBytes() > 0) {
            head.append("Content-Length: ").append(options.bodyBytes()).append("\r\n");
        }
        options.headers().forEach(header -> head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = Arrays.copyOf(bytes, bytes.length + options.bodyBytes());
        Arrays.fill(whole, bytes.length, whole.length, (byte) 'x');
        return whole;
    }

    /** Accepts whatever certificate is shown, for whatever name. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.@Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.@Nullable SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
