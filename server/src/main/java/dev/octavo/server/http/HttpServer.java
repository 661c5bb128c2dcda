package dev.octavo.server.http;

import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A listening HTTP/1.1 server. Safe for use by any number of threads. */
public final class HttpServer implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final EventLoopGroup loops;
    private final Channel listener;
    private final Connections connections;

    private final Endpoint endpoint;
    private final Optional<TlsContexts> tls;

    private HttpServer(
            EventLoopGroup loops,
            Channel listener,
            Connections connections,
            Endpoint endpoint,
            Optional<TlsContexts> tls) {
        this.loops = loops;
        this.listener = listener;
        this.connections = connections;
        this.endpoint = endpoint;
        this.tls = tls;
    }

    /**
     * Binds and listens.
     *
     * @throws ResourceException if the endpoint cannot be bound; the message says what to do
     * @throws dev.octavo.spi.UserException if the certificates cannot be used
     */
    public static HttpServer start(HttpOptions options, HttpHandler handler, ErrorFormat errors) {
        Connections connections = new Connections();
        HttpLimits limits = options.limits();
        HttpContext context = new HttpContext(
                limits,
                options.rootPath(),
                handler,
                errors,
                new ByteBudget(limits.maxBufferedBytes()),
                connections,
                new AccessLog(options.accessLog()),
                options.observer());
        Optional<TlsContexts> tls = options.tls().map(TlsContexts::new);
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("octavo-http"), NioIoHandler.newFactory());
        try {
            Channel listener = Listener.bind(options.endpoint(), limits, loops, new Initializer(context, tls));
            return new HttpServer(loops, listener, connections, options.endpoint(), tls);
        } catch (OctavoException e) {
            tls.ifPresent(TlsContexts::close);
            loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw e;
        }
    }

    /** The address bound: of a socket in the network, or a {@link java.net.UnixDomainSocketAddress}. */
    public SocketAddress address() {
        return listener.localAddress();
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
        stopListening();
        connections.beginDraining();
        return connections.awaitQuiet(timeout);
    }

    /** Cuts off what is running, which the handlers notice as a client that left, and frees the port and all threads; idempotent. */
    @Override
    public void close() {
        stopListening();
        tls.ifPresent(TlsContexts::close);
        connections.beginDraining();
        connections.closeAll();
        try {
            // A loop that is told to end closes its channels before it looks at the writes that wait.
            connections.awaitNone(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
    }

    private void stopListening() {
        if (listener.isOpen()) {
            listener.close().awaitUninterruptibly();
            Listener.cleanUp(endpoint);
        }
    }

    private static final class Initializer extends ChannelInitializer<Channel> {

        private final HttpContext context;
        private final Optional<TlsContexts> tls;

        Initializer(HttpContext context, Optional<TlsContexts> tls) {
            this.context = context;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            HttpLimits limits = context.limits();
            HttpDecoderConfig decoding = new HttpDecoderConfig()
                    .setMaxInitialLineLength(limits.maxInitialLineBytes())
                    .setMaxHeaderSize(limits.maxHeaderBytes());
            ConnectionHandler connection = new ConnectionHandler(context, channel);
            tls.ifPresent(contexts -> channel.pipeline().addLast(contexts.handler(channel.alloc())));
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
