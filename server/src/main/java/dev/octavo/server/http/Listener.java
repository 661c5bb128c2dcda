package dev.octavo.server.http;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Binds an endpoint. */
final class Listener {

    private Listener() {}

    /** @throws ResourceException if the endpoint cannot be bound; the message says what to do */
    static Channel bind(Endpoint endpoint, HttpLimits limits, EventLoopGroup loops, ChannelHandler children) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes())
                .option(ChannelOption.SO_BACKLOG, limits.backlog())
                .childHandler(children);
        SocketAddress address = switch (endpoint) {
            case Endpoint.Tcp tcp -> {
                bootstrap.channel(NioServerSocketChannel.class).childOption(ChannelOption.TCP_NODELAY, true);
                yield tcp.host().isEmpty()
                        ? new InetSocketAddress(tcp.port())
                        : new InetSocketAddress(tcp.host(), tcp.port());
            }
            case Endpoint.Unix unix -> {
                bootstrap.channel(NioServerDomainSocketChannel.class);
                removeAbandoned(unix.path());
                yield UnixDomainSocketAddress.of(unix.path());
            }
        };
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ResourceException(
                    describe(endpoint) + ": " + bound.cause().getMessage() + remedy(endpoint), bound.cause());
        }
        return bound.channel();
    }

    /** A socket that nobody listens to was left behind by a server that was killed. Anything else is not ours to remove. */
    private static void removeAbandoned(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new UserException(path + " is there already and is no socket; choose another path (--uds)");
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new ResourceException(
                    path + " is in use by another server (" + other + "); stop it, or choose another path (--uds)");
        } catch (IOException nobody) {
            remove(path);
        }
    }

    /** Removes the file of a socket, if the endpoint has one. */
    static void cleanUp(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Unix unix) {
            remove(unix.path());
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ResourceException("the socket " + path + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private static String describe(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> "cannot listen on " + tcp.host() + " port " + tcp.port();
            case Endpoint.Unix unix -> "cannot listen on the socket " + unix.path();
        };
    }

    private static String remedy(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp _ -> ". Stop what uses that port, or choose another port (--port) or address (--host)";
            case Endpoint.Unix _ -> ". Choose a path of at most 100 bytes in a folder that can be written (--uds)";
        };
    }
}
