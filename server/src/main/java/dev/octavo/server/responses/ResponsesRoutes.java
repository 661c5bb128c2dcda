package dev.octavo.server.responses;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ChatEngine;
import dev.octavo.server.protocol.ChatRun;
import dev.octavo.server.protocol.Client;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import dev.octavo.spi.InternalException;
import tools.jackson.databind.node.ArrayNode;

/** {@code /v1/responses}: making answers, and looking at, cancelling and deleting those that are kept. */
public final class ResponsesRoutes {

    private static final String PATH = "/v1/responses/";
    private static final String CANCEL = "/cancel";

    private final RequestJson json;
    private final ChatEngine engine;
    private final ResponseStore store;
    private final ResponseReader reader;

    /** @param json parses bodies */
    public ResponsesRoutes(RequestJson json, ChatEngine engine, ResponseStore store) {
        this.json = json;
        this.engine = engine;
        this.store = store;
        this.reader = new ResponseReader(engine, store);
    }

    /** One answer under way. */
    private record Work(
            String id, ResponseReader.Read read, OutputItem item, ResponseObject object, ResponseOutput output) {

        ResponseRequest request() {
            return read.request();
        }
    }

    /** {@code POST /v1/responses}. */
    public void create(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        ResponseReader.Read read = reader.read(fields);
        exchange.requirePresent();
        ResponseRequest request = read.request();
        ServedModel model = engine.model();
        String id = ResponseIds.response(fields.text("request_id"));
        if (request.store()) {
            store.requireFree(id);
        }
        OutputItem item = new OutputItem(
                ResponseIds.message(), model.tokenizer(), request.logprobs() ? request.topLogprobs() : 0);
        ResponseObject object = new ResponseObject(id, model.name(), request, read.chat(), item);
        Work work = new Work(id, read, item, object, new ResponseOutput(request.rawMessages()));
        if (request.background()) {
            background(work, exchange);
            return;
        }
        try (ChatRun run = read.chat().submit(id, Client.of(exchange))) {
            if (request.stream()) {
                stream(work, run, exchange);
            } else {
                run.read(work.output()::add);
                exchange.respond(HttpResponse.json(200, ended(work, run)));
            }
        }
    }

    private void stream(Work work, ChatRun run, Exchange exchange) throws ClientGoneException, InterruptedException {
        ResponseStream stream = new ResponseStream(work.object(), work.item(), new EventStream(exchange));
        try {
            stream.begin();
            run.read(chunk -> {
                work.output().add(chunk);
                stream.delta(chunk);
            });
            ended(work, run);
            stream.end(work.output(), run.usage());
        } catch (RuntimeException e) {
            stream.fail(work.output(), engine.explain(e, exchange.request().id()));
        }
    }

    /** The finished answer, kept if it is to be. */
    private byte[] ended(Work work, ChatRun run) {
        JsonWriter out = new JsonWriter();
        work.object().ended(out, work.output(), run.usage());
        byte[] answer = out.toByteArray();
        if (work.request().store()) {
            byte[] conversation = ResponseStore.bytesOf(said(work));
            store.add(new StoredResponse(
                    work.id(), false, answer, conversation, work.output().status()));
        }
        return answer;
    }

    private static ArrayNode said(Work work) {
        return work.request()
                .conversation()
                .add(InputItems.message("assistant", work.output().text()));
    }

    private void background(Work work, Exchange exchange) throws ClientGoneException {
        StoredResponse stored =
                new StoredResponse(work.id(), true, pending(work, "in_progress"), new byte[0], "in_progress");
        ChatRun run = work.read().chat().submit(work.id(), Client.nobody());
        try {
            store.add(stored);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        stored.runs(run);
        Thread.ofVirtual()
                .name("response-" + work.id())
                .start(() -> work(work, run, stored, exchange.request().id()));
        exchange.respond(HttpResponse.json(200, pending(work, "queued")));
    }

    private void work(Work work, ChatRun run, StoredResponse stored, String requestId) {
        JsonWriter out = new JsonWriter();
        String status;
        try (run) {
            run.read(work.output()::add);
            work.object().ended(out, work.output(), run.usage());
            status = work.output().status();
        } catch (ClientGoneException | InterruptedException e) {
            ApiException error = engine.explain(new InternalException("the work was broken off", e), requestId);
            work.object().failed(out, work.output(), error);
            status = "failed";
        } catch (RuntimeException e) {
            work.object().failed(out, work.output(), engine.explain(e, requestId));
            status = "failed";
        }
        store.update(stored, out.toByteArray(), said(work), status);
    }

    private static byte[] pending(Work work, String status) {
        JsonWriter out = new JsonWriter();
        work.object().pending(out, status);
        return out.toByteArray();
    }

    /** {@code GET /v1/responses/{id}}. */
    public void retrieve(Exchange exchange) throws ClientGoneException {
        exchange.respond(HttpResponse.json(200, store.find(rest(exchange)).json()));
    }

    /** {@code POST /v1/responses/{id}/cancel}. */
    public void cancel(Exchange exchange) throws ClientGoneException, InterruptedException {
        String rest = rest(exchange);
        if (!rest.endsWith(CANCEL)) {
            throw ApiException.of(404, "There is nothing at POST " + PATH + rest + ".");
        }
        StoredResponse response = store.find(rest.substring(0, rest.length() - CANCEL.length()));
        if (!response.background()) {
            throw ApiException.badRequest("Cannot cancel a synchronous response.");
        }
        response.cancel();
        response.awaitEnd();
        exchange.respond(HttpResponse.json(200, response.json()));
    }

    /** {@code DELETE /v1/responses/{id}}. */
    public void delete(Exchange exchange) throws ClientGoneException {
        String id = rest(exchange);
        store.remove(id);
        JsonWriter out = new JsonWriter();
        out.beginObject().name("id").value(id).name("object").value("response");
        out.name("deleted").value(true).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    private static String rest(Exchange exchange) {
        return exchange.request().path().substring(PATH.length());
    }
}
