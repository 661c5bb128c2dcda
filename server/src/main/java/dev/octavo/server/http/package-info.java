/**
 * HTTP/1.1 on Netty: bounds on everything a client can send, one virtual thread for each request, and an immediate word when a client leaves. Knows
 * nothing of models.
 */
@NullMarked
package dev.octavo.server.http;

import org.jspecify.annotations.NullMarked;
