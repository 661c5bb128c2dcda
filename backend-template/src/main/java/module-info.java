/** A backend for MyDevice. */
module com.example.mydevice {
    requires dev.octavo.api;

    provides dev.octavo.spi.BackendProvider with
            com.example.mydevice.MyDeviceProvider;
}
