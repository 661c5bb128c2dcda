package dev.octavo.server.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection: requests one after the other, in the order they came. All state belongs to the connection's event loop. While a request
 * is being answered the socket is still read, since that is how a client's leaving is noticed; what it sends meanwhile waits, up to a bound.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_WAITING_BYTES = 64 << 10;
    private static final int WAITING_OVERHEAD = 256;

    private final HttpContext context;
    private final Channel channel;
    private final ConnectionTimer timer;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private @Nullable RequestAssembler assembling;
    private @Nullable NettyExchange active;
    private boolean closing;

    ConnectionHandler(HttpContext context, Channel channel) {
        this.context = context;
        this.channel = channel;
        this.timer = new ConnectionTimer(channel, context.limits(), this::refuse);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context.connections().add(this);
        timer.idle();
        if (context.connections().isDraining()
                || context.connections().count() > context.limits().maxConnections()) {
            refuse(new Refusal(503, "The server has no room for another connection now; try again."));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing || !(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (active != null) {
            hold(object);
        } else {
            process(object);
        }
    }

    private void hold(HttpObject object) {
        waiting.add(object);
        waitingBytes += WAITING_OVERHEAD
                + (object instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0);
        if (waitingBytes > MAX_WAITING_BYTES) {
            channel.config().setAutoRead(false);
        }
    }

    private void process(HttpObject object) {
        try {
            if (object instanceof io.netty.handler.codec.http.HttpRequest head) {
                begin(head);
            }
            if (object instanceof HttpContent content && assembling != null) {
                append(assembling, content);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void begin(io.netty.handler.codec.http.HttpRequest head) {
        timer.receiving();
        Optional<Refusal> refusal = RequestHead.check(head, context.limits());
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        assembling = new RequestAssembler(head, context.limits(), context.budget());
        if (HttpUtil.is100ContinueExpected(head)) {
            Wire.send(channel, Responses.proceed());
        }
    }

    private void append(RequestAssembler assembler, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuse(RequestHead.malformed(content.decoderResult().cause(), context.limits()));
            return;
        }
        Optional<Refusal> refusal = assembler.append(content.content());
        if (refusal.isPresent()) {
            refuse(refusal.get());
        } else if (content instanceof LastHttpContent) {
            dispatch(assembler);
        }
    }

    private void dispatch(RequestAssembler assembler) {
        Optional<String> path = RequestPath.of(assembler.head().uri());
        if (path.isEmpty()) {
            refuse(new Refusal(400, "The request target is not a well-formed path."));
            return;
        }
        timer.off();
        assembling = null;
        io.netty.handler.codec.http.HttpRequest head = assembler.head();
        HttpRequest request = new HttpRequest(
                RequestIds.of(head.headers()),
                head.method().name(),
                RequestPath.without(context.rootPath(), path.get()),
                head.uri(),
                head.headers(),
                assembler.body());
        NettyExchange exchange = new NettyExchange(context, channel, this, head, request, assembler::release);
        active = exchange;
        context.connections().requestBegan();
        Thread.ofVirtual()
                .name("http-" + context.connections().nextThreadNumber())
                .start(exchange::run);
    }

    /** A request's answer is written; called on any thread once for each dispatched request. */
    void answered(NettyExchange exchange, boolean keepAlive) {
        try {
            channel.eventLoop().execute(() -> next(exchange, keepAlive));
        } catch (RejectedExecutionException e) {
            AccessLog.LOGGER.log(Level.DEBUG, "the server is closed", e);
        }
    }

    private void next(NettyExchange exchange, boolean keepAlive) {
        if (active != exchange) {
            return;
        }
        active = null;
        if (!keepAlive || closing) {
            closing = true;
            releaseWaiting();
            timer.linger();
            return;
        }
        timer.idle();
        while (active == null && !closing && !waiting.isEmpty()) {
            process(waiting.poll());
        }
        if (waiting.isEmpty()) {
            waitingBytes = 0;
            channel.config().setAutoRead(true);
        }
        // When draining began, this connection was still busy, and its answer may not have said that it closes.
        if (context.connections().isDraining()) {
            closeIfIdle();
        }
    }

    private void refuse(Refusal refusal) {
        if (closing || active != null) {
            return;
        }
        closing = true;
        if (assembling != null) {
            assembling.release();
            assembling = null;
        }
        releaseWaiting();
        context.log().refused(refusal);
        Wire.send(channel, Responses.refusal(refusal, context.errors()));
        timer.linger();
    }

    /** Bytes came, perhaps only a part of a head: the clock of the request runs from here. */
    void bytesArrived() {
        if (active == null && !closing) {
            timer.receiving();
        }
    }

    /** Closes the connection unless a request is being received or answered; what is left of the last answer goes out first. */
    void closeIfIdle() {
        channel.eventLoop().execute(() -> {
            if (active == null && assembling == null) {
                Wire.afterFlush(channel, _ -> Wire.close(channel));
            }
        });
    }

    /** Closes the connection whatever it does. */
    void abort() {
        Wire.close(channel);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (active != null) {
            active.writabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        context.connections().remove(this);
        timer.off();
        closing = true;
        if (assembling != null) {
            assembling.release();
            assembling = null;
        }
        releaseWaiting();
        if (active != null) {
            active.disconnected();
        }
    }

    private void releaseWaiting() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        AccessLog.LOGGER.log(Level.DEBUG, "connection closed after an error", cause);
        Wire.close(ctx.channel());
    }
}
