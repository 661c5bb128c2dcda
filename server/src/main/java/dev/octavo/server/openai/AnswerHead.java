package dev.octavo.server.openai;

import dev.octavo.server.protocol.JsonWriter;

/**
 * What every part of an answer repeats.
 *
 * @param id the answer's id
 * @param object the kind of object
 * @param created seconds since 1970
 * @param model the model's name
 * @param fingerprint of server and model
 */
record AnswerHead(String id, String object, long created, String model, String fingerprint) {

    /** Opens the object of a whole answer, or of the last event, which has the fingerprint too; the caller closes it. */
    void writeWhole(JsonWriter out) {
        write(out);
        out.name("system_fingerprint").value(fingerprint);
    }

    /** Opens the answer's object and writes these members; the caller closes it. */
    void write(JsonWriter out) {
        out.beginObject();
        out.name("id").value(id);
        out.name("object").value(object);
        out.name("created").value(created);
        out.name("model").value(model);
    }
}
