package dev.octavo.server.http;

/** How an error looks that arises below the routes: a bad request line, a body too long, a route that does not exist. */
@FunctionalInterface
public interface ErrorFormat {

    /** The JSON body of an error. */
    byte[] body(int status, String message);
}
