package dev.octavo.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Consumer;

/** Writing and closing without waiting: a write that fails is reported to the connection as an error of its own, which closes it. */
final class Wire {

    private Wire() {}

    static void send(Channel channel, Object message) {
        ChannelFuture _ = channel.writeAndFlush(message, channel.voidPromise());
    }

    /** Runs an action on the event loop once everything written before is in the kernel, or has failed. */
    static void afterFlush(Channel channel, Consumer<Boolean> action) {
        ChannelFuture _ =
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> action.accept(flushed.isSuccess()));
    }

    /** Ends our side: TLS says goodbye in a way of its own. */
    static void endOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        ChannelFuture _ = tls == null ? channel.shutdownOutput() : tls.closeOutbound();
    }

    static void close(Channel channel) {
        ChannelFuture _ = channel.close();
    }
}
