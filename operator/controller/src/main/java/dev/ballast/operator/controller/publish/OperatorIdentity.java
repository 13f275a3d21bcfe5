package dev.ballast.operator.controller.publish;

import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.identity.Authority.Use;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the operator's own certificate to the pods. It lives in memory only, and is issued anew when two thirds of its life are over or
 * when the authority no longer holds its root. Any thread.
 */
public final class OperatorIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "operator";

    private final Supplier<Authority> authority;
    private final InstantSource clock;
    private @Nullable Identity current;

    public OperatorIdentity(Supplier<Authority> authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    private synchronized Identity current() {
        Authority now = authority.get();
        if (current == null || now.due(current.certificate(), Authority.OPERATOR, clock)) {
            current = now.issue(Authority.OPERATOR, Use.Client, clock);
        }
        return current;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {current().certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return current().key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
