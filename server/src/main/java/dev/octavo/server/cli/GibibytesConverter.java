package dev.octavo.server.cli;

import picocli.CommandLine.ITypeConverter;

/** An amount of memory that counts GiB where it has no unit, as vLLM's {@code --kv-offloading-size} does; 0 is none. */
final class GibibytesConverter implements ITypeConverter<ByteSize> {

    @Override
    public ByteSize convert(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isLetter)) {
            return ByteSize.parse(text);
        }
        return text.matches("0+(\\.0*)?") ? new ByteSize(0) : ByteSize.parse(text + "GiB");
    }
}
