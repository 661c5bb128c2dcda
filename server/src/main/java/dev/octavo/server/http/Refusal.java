package dev.octavo.server.http;

/**
 * Why a request is not even given to a handler.
 *
 * @param status HTTP status
 * @param message what was wrong and what to do
 */
record Refusal(int status, String message) {}
