package com.example.mydevice;

import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.junit.ConformanceTests;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shared suite. */
class MyDeviceConformanceTest {

    @TestFactory
    Stream<DynamicTest> conformance() {
        return ConformanceTests.of(MyDeviceConformanceTest::open, MyDeviceConformanceTest::isWanted);
    }

    /**
     * What is judged today. An empty backend is asked about what it may refuse, and has to refuse it in order. Let more in with each step of
     * docs/writing-a-backend.md, for example {@code testCase.family().equals("memory")}; in the end it is all of it, and this method goes:
     * {@code ConformanceTests.suite(MyDeviceConformanceTest::open).profile(Profile.read(Path.of("mydevice.profile"))).nodes()}, where the profile says what is refused for good.
     */
    private static boolean isWanted(ConformanceCase testCase) {
        return !testCase.core();
    }

    private static Backend open() {
        MyDeviceProvider provider = new MyDeviceProvider();
        return provider.open(
                switch (provider.probe()) {
                    case Probe.Available found -> found.devices().getFirst();
                    case Probe.Unavailable no -> nothing(); // TODO step 1: no device, no test.
                },
                BackendOptions.none());
    }

    private static DeviceInfo nothing() {
        return new DeviceInfo("mydevice", 0, "nothing", DeviceKind.DISCRETE, Optional.empty(), "none", "none", 1, 1);
    }
}
