package dev.octavo.server.openai;
import dev.octavo.server.protocol.JsonWriter;


/**
 * What every part of an answer repeats.
 *
 * @param id the answer's id
 * @param object the kind of object
 * @param created seconds since 1970
 * @param model the model's name
 */
record AnswerHead(String id, String object, long created, String model) {

    /** Opens the answer's object and writes these members; the caller closes it. */
    void write(JsonWriter out) {
        out.beginObject();
        out.name("id").value(id);
        out.name("object").value(object);
        out.name("created").value(created);
        out.name("model").value(model);
    }
}
