import Config
import Telemetry

extension LogSettings {
    /// The sink's destination; lines that nobody wants go to the null device.
    var destination: LogSink.Destination {
        switch output {
        case .stdout: .descriptor(1)
        case .off: .file("/dev/null")
        case .file(let path): .file(path)
        }
    }
}
