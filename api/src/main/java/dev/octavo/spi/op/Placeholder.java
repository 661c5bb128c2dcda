package dev.octavo.spi.op;

interface Placeholder {}
