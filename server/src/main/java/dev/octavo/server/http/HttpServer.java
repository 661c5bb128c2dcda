package dev.octavo.server.http;

import dev.octavo.spi.ResourceException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A listening HTTP/1.1 server. Safe for use by any number of threads. */
public final class HttpServer implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final EventLoopGroup loops;
    private final Channel listener;
    private final Connections connections;

    private HttpServer(EventLoopGroup loops, Channel listener, Connections connections) {
        this.loops = loops;
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Binds and listens.
     *
     * @throws ResourceException if the address cannot be bound; the message says what to do
     */
    public static HttpServer start(HttpOptions options, HttpHandler handler, ErrorFormat errors) {
        Connections connections = new Connections();
        HttpLimits limits = options.limits();
        HttpContext context = new HttpContext(
                limits,
                handler,
                errors,
                new ByteBudget(limits.maxBufferedBytes()),
                connections,
                new AccessLog(options.accessLog()));
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("octavo-http"), NioIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, limits.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes())
                .childHandler(new Initializer(context))
                .bind(address(options))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new ResourceException(
                    "cannot listen on " + options.host() + " port " + options.port() + ": "
                            + bound.cause().getMessage()
                            + ". Stop what uses that port, or choose another port (--port) or address (--host)",
                    bound.cause());
        }
        return new HttpServer(loops, bound.channel(), connections);
    }

    private static InetSocketAddress address(HttpOptions options) {
        return options.host().isEmpty()
                ? new InetSocketAddress(options.port())
                : new InetSocketAddress(options.host(), options.port());
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Requests that a handler works on now. */
    public int runningRequests() {
        return connections.running();
    }

    /** Open connections. */
    public int openConnections() {
        return connections.count();
    }

    /** Accepts no more connections, closes idle ones, and waits for running requests; returns whether all of them ended in time. */
    public boolean drain(Duration timeout) throws InterruptedException {
        listener.close().awaitUninterruptibly();
        connections.beginDraining();
        return connections.awaitQuiet(timeout);
    }

    /** Cuts off what is running, which the handlers notice as a client that left, and frees the port and all threads; idempotent. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.beginDraining();
        connections.closeAll();
        try {
            connections.awaitQuiet(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
    }

    /** Blocks until {@link #close()} is called. */
    public void awaitClosed() throws InterruptedException {
        loops.terminationFuture().await();
    }

    private static final class Initializer extends ChannelInitializer<Channel> {

        private final HttpContext context;

        Initializer(HttpContext context) {
            this.context = context;
        }

        @Override
        protected void initChannel(Channel channel) {
            HttpLimits limits = context.limits();
            HttpDecoderConfig decoding = new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.maxInitialLineBytes())
                    .setMaxHeaderSize(limits.maxHeaderBytes());
            ConnectionHandler connection = new ConnectionHandler(context, channel);
            channel.pipeline()
                    .addLast(new ArrivalNotice(connection))
                    .addLast(new HttpServerCodec(decoding))
                    .addLast(connection);
        }
    }

    /** Sees bytes before the codec has made a request of them, so that a head that drips in is on the clock. */
    private static final class ArrivalNotice extends ChannelInboundHandlerAdapter {

        private final ConnectionHandler connection;

        ArrivalNotice(ConnectionHandler connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            connection.bytesArrived();
            ctx.fireChannelRead(message);
        }
    }
}
