package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.NewcomerTurns;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Stands before TLS until its handshake is over: what the peer says to it goes on when it is the connection's turn ({@link NewcomerTurns}), and with it, in
 * their order, the events that come after it. A peer that sends much meanwhile is not read for as long.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter {
    /** More than the messages of a handshake usually are. */
    private static final int ENOUGH = 64 * 1024;

    private final NewcomerTurns turns;
    private final SslHandler tls;
    private final ArrayDeque<Object> held = new ArrayDeque<>(2);
    private int octets;
    private boolean stopped;

    /** @param tls the next handler */
    HandshakeGate(NewcomerTurns turns, SslHandler tls) {
        this.turns = turns;
        this.tls = tls;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (held.isEmpty() && tls.handshakeFuture().isDone()) {
            context.pipeline().remove(this);
            context.fireChannelRead(message);
            return;
        }
        hold(context, message);
        octets += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        if (octets >= ENOUGH && !stopped) {
            stopped = true;
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (held.isEmpty()) {
            context.fireUserEventTriggered(event);
        } else {
            hold(context, event);
        }
    }

    private void hold(ChannelHandlerContext context, Object what) {
        if (held.isEmpty()) {
            turns.add(() -> pass(context));
        }
        held.addLast(what);
    }

    /** Its turn: everything that has come counts as one step. */
    private void pass(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            return; // The channel has been closed.
        }
        if (stopped) {
            stopped = false;
            context.channel().config().setAutoRead(true); // Before the others hear anything: from then on it is they who stop and start it.
        }
        octets = 0;
        for (Object next = held.pollFirst(); next != null; next = held.pollFirst()) {
            if (next instanceof ByteBuf) {
                context.fireChannelRead(next);
            } else {
                context.fireUserEventTriggered(next);
            }
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            context.fireChannelReadComplete();
        }
    }

    /** Nobody is left to shake hands with. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    private void release() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
