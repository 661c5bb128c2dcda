package dev.octavo.spi;

/** placeholder until the next commit */
public interface BackendProvider {}
