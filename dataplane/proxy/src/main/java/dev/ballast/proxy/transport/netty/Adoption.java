package dev.ballast.proxy.transport.netty;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.raw.Adopter;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;

/** Makes channels of descriptors that were accepted. */
record Adoption(Kernel kernel) implements Adopter {
    @Override
    public boolean wantsPlain() {
        return !kernel.raw();
    }

    @Override
    public void adopt(Loop loop, int descriptor, Acceptor acceptor) {
        NettyLoop on = (NettyLoop) loop;
        Channel channel = new EpollSocketChannel(descriptor);
        channel.closeFuture().addListener(closed -> acceptor.released(on));
        channel.config().setOptions(kernel.options());
        channel.config().setOption(EpollChannelOption.TCP_CORK, false); // which raw connections inherit, and take off themselves
        channel.pipeline().addLast(Admission.admitted(on, acceptor));
        EventLoop events = on.events;
        events.register(channel);
    }
}
