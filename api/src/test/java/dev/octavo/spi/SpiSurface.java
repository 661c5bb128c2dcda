package dev.octavo.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every public type of the api module with its public members, as sorted lines of text. */
final class SpiSurface {

    private SpiSurface() {}

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        types().forEach(type -> describe(type, lines));
        return lines;
    }

    private static List<Class<?>> types() {
        Path root = classes();
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .<Class<?>>map(SpiSurface::load)
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() {
        try {
            return Path.of(SpiVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, SpiSurface.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void describe(Class<?> type, List<String> lines) {
        lines.add(kind(type) + " " + type.getName() + components(type) + parents(type));
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isSurface(field)) {
                members.add(field.isEnumConstant() ? "constant " + field.getName() : "field " + signature(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isSurface(constructor) && !isCanonical(type, constructor)) {
                members.add("constructor (" + names(constructor.getGenericParameterTypes()) + ")");
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isSurface(method) && !isGiven(type, method)) {
                members.add("method " + signature(method));
            }
        }
        members.stream().sorted().map(member -> "    " + member).forEach(lines::add);
    }

    private static String kind(Class<?> type) {
        if (type.isRecord()) {
            return "record";
        }
        if (type.isEnum()) {
            return "enum";
        }
        String sealed = type.isSealed() ? "sealed " : "";
        String isFinal = Modifier.isFinal(type.getModifiers()) ? "final " : "";
        return sealed + isFinal + (type.isInterface() ? "interface" : "class");
    }

    private static String components(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components == null
                ? ""
                : Arrays.stream(components)
                        .map(c -> c.getGenericType().getTypeName() + " " + c.getName())
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String parents(Class<?> type) {
        List<String> parents = new ArrayList<>();
        Type parent = type.getGenericSuperclass();
        if (parent != null && parent != Object.class && !type.isRecord() && !type.isEnum()) {
            parents.add(parent.getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName).forEach(parents::add);
        return parents.isEmpty() ? "" : " : " + String.join(", ", parents);
    }

    private static boolean isSurface(Member member) {
        return Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
    }

    private static boolean isCanonical(Class<?> type, Constructor<?> constructor) {
        RecordComponent[] components = type.getRecordComponents();
        return components != null
                && Arrays.equals(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(),
                        constructor.getParameterTypes());
    }

    /** What every record, enum and object has anyway. */
    private static boolean isGiven(Class<?> type, Method method) {
        String name = method.getName();
        boolean ofObject = List.of("equals", "hashCode", "toString").contains(name);
        boolean ofEnum = type.isEnum() && List.of("values", "valueOf").contains(name);
        boolean ofRecord = type.isRecord()
                && method.getParameterCount() == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(c -> c.getName().equals(name));
        return ofObject || ofEnum || ofRecord;
    }

    private static String signature(Field field) {
        return field.getGenericType().getTypeName() + " " + field.getName();
    }

    private static String signature(Method method) {
        String modifier = Modifier.isStatic(method.getModifiers()) ? "static " : method.isDefault() ? "default " : "";
        return modifier + method.getGenericReturnType().getTypeName() + " " + method.getName() + "("
                + names(method.getGenericParameterTypes()) + ")";
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }
}
