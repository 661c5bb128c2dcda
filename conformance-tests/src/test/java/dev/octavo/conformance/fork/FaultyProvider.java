package dev.octavo.conformance.fork;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.TensorOps;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

/** The reference backend with a fault. Option {@code fault} names it, option {@code when} says at what: {@code rope} (preparing one), {@code open}, {@code close}. */
public final class FaultyProvider implements BackendProvider {

    @Override
    public String id() {
        return "faulty";
    }

    @Override
    public SpiVersion requires() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Probe probe() {
        return new Probe.Available(List.of(device()));
    }

    private static DeviceInfo device() {
        return new DeviceInfo("faulty", 0, "a faulty device", DeviceKind.CPU, Optional.empty(), "none", "plain", 1, 1);
    }

    @Override
    public Backend open(DeviceInfo device, BackendOptions options) {
        Fault fault = Fault.valueOf(options.text("fault").orElse("NOTHING"));
        String when = options.text("when").orElse("rope");
        if (when.equals("open")) {
            fault.strike();
        }
        Backend right = ReferenceProvider.openDefault();
        TensorOps ops = proxy(TensorOps.class, (self, method, args) -> {
            if (when.equals("rope") && method.getName().equals("prepare") && args[0] instanceof RopeSpec) {
                fault.strike();
            }
            if (fault == Fault.NO_ROPE && method.getName().equals("support") && args[0] instanceof RopeSpec) {
                return new Support.Unsupported("nothing turns here");
            }
            return call(right.ops(), method, args);
        });
        return proxy(Backend.class, (self, method, args) -> {
            switch (method.getName()) {
                case "ops" -> {
                    return ops;
                }
                case "device" -> {
                    return device();
                }
                case "close" -> {
                    if (when.equals("close")) {
                        fault.strike();
                    }
                }
                default -> {}
            }
            return call(right, method, args);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
