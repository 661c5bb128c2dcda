package dev.octavo.server.cli;

import picocli.CommandLine.ITypeConverter;

/** Reads {@link KvEventsSettings}. */
final class KvEventsConverter implements ITypeConverter<KvEventsSettings> {

    @Override
    public KvEventsSettings convert(String text) {
        return KvEventsSettings.parse(text);
    }
}
