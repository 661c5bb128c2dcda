package dev.octavo.server.http;

import dev.octavo.server.logging.LogContext;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One request on its connection: runs the handler on a virtual thread, and tells it when the client leaves. */
final class NettyExchange implements Exchange {

    private enum State {
        NEW,
        STREAMING,
        DONE
    }

    private static final int CLIENT_GONE = 499;

    private final HttpContext context;
    private final Channel channel;
    private final ConnectionHandler connection;
    private final HttpRequest request;
    private final Runnable release;
    private final WriteGate gate;
    private final HttpHeaders headers =
            DefaultHttpHeadersFactory.headersFactory().newHeaders();
    private final long start = System.nanoTime();
    private final boolean keepAlive;
    private final boolean chunked;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean gone;
    private boolean returned;
    private State state = State.NEW;
    private String route = "none";
    private int status;
    private long sent;

    NettyExchange(
            HttpContext context,
            Channel channel,
            ConnectionHandler connection,
            io.netty.handler.codec.http.HttpRequest head,
            HttpRequest request,
            Runnable release) {
        this.context = context;
        this.channel = channel;
        this.connection = connection;
        this.request = request;
        this.release = release;
        this.gate = new WriteGate(channel, context.limits().writeTimeout());
        this.chunked = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        this.keepAlive = chunked && HttpUtil.isKeepAlive(head);
        headers.set(RequestIds.HEADER, request.id());
    }

    void run() {
        ScopedValue.where(HttpRequest.CURRENT, request)
                .where(LogContext.REQUEST_ID, request.id())
                .run(this::handle);
    }

    private void handle() {
        try {
            context.handler().handle(this);
            if (state == State.NEW) {
                throw new IllegalStateException("the handler gave no answer");
            }
        } catch (ClientGoneException e) {
            abandon(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon("interrupted");
        } catch (Throwable e) {
            failed(e);
        } finally {
            returned();
        }
    }

    private void failed(Throwable error) {
        AccessLog.LOGGER.log(Level.ERROR, "request " + request.id() + " failed in the server", error);
        if (state != State.NEW) {
            return;
        }
        try {
            String message = "The server failed on this request; its log names request " + request.id() + ".";
            respond(HttpResponse.json(500, context.errors().body(500, message)));
        } catch (ClientGoneException e) {
            abandon(String.valueOf(e.getMessage()));
        }
    }

    private void returned() {
        synchronized (actions) {
            returned = true;
            actions.clear();
        }
        release.run();
        if (state == State.STREAMING) {
            abandon("the answer broke off");
        }
        // Not before the client has the answer: what is not in the kernel yet when the loops end is lost.
        Wire.afterFlush(channel, _ -> context.connections().requestEnded());
    }

    private void abandon(String reason) {
        if (state != State.DONE) {
            state = State.DONE;
            Wire.close(channel);
            context.log().abandoned(request.method(), request.path(), reason, start, request.id());
            observed(status == 0 ? CLIENT_GONE : status);
        }
    }

    private void observed(int code) {
        double seconds = (System.nanoTime() - start) / 1e9;
        context.observer()
                .answered(
                        new HttpObserver.Answered(request.method(), route, code, request.body().length, sent, seconds));
    }

    @Override
    public void route(String template) {
        route = template;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public void addHeader(String name, String value) {
        headers.add(name, value);
    }

    @Override
    public boolean answered() {
        return state != State.NEW;
    }

    @Override
    public void respond(HttpResponse response) throws ClientGoneException {
        requireNew();
        gate.await();
        requirePresent();
        boolean stay = keepAlive && !context.connections().isDraining();
        status = response.status();
        sent = response.body().length;
        complete(Responses.whole(response, headers, stay), stay);
    }

    @Override
    public ResponseStream stream(int code, String contentType) throws ClientGoneException {
        requireNew();
        gate.await();
        requirePresent();
        boolean stay = keepAlive && !context.connections().isDraining();
        Wire.send(channel, Responses.streamed(code, contentType, headers, chunked, stay));
        state = State.STREAMING;
        status = code;
        return new Body(stay);
    }

    private void requireNew() {
        if (state != State.NEW) {
            throw new IllegalStateException("a request is answered once");
        }
    }

    @Override
    public void requirePresent() throws ClientGoneException {
        if (!channel.isActive()) {
            throw new ClientGoneException("the client left");
        }
    }

    /** Sends the last that there is. It is counted before: whoever has an answer finds it in the figures. */
    private void complete(Object last, boolean stay) {
        state = State.DONE;
        context.log().answered(request.method(), request.path(), status, sent, start, request.id());
        observed(status);
        Wire.send(channel, last);
        connection.answered(this, stay);
    }

    @Override
    public void onDisconnect(Runnable action) {
        synchronized (actions) {
            if (returned) {
                return;
            }
            if (!gone) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** The connection is closed; called on the event loop, which must not be held up by what happens then. */
    void disconnected() {
        List<Runnable> due;
        synchronized (actions) {
            gone = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        gate.changed();
        if (!due.isEmpty()) {
            Thread.ofVirtual().name("http-gone").start(() -> due.forEach(Runnable::run));
        }
    }

    void writabilityChanged() {
        gate.changed();
    }

    private final class Body implements ResponseStream {

        private final boolean stay;

        Body(boolean stay) {
            this.stay = stay;
        }

        @Override
        public void write(byte[] data, int offset, int length) throws ClientGoneException {
            if (state != State.STREAMING) {
                throw new IllegalStateException("the answer is ended");
            }
            if (length == 0) {
                return;
            }
            gate.await();
            requirePresent();
            byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
            Wire.send(channel, new DefaultHttpContent(Unpooled.wrappedBuffer(copy)));
            sent += length;
        }

        @Override
        public void finish() throws ClientGoneException {
            if (state != State.STREAMING) {
                return;
            }
            gate.await();
            requirePresent();
            complete(LastHttpContent.EMPTY_LAST_CONTENT, stay);
        }
    }
}
