import Config
import Telemetry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension LogSettings {
    /// Opens the sink; lines that nobody wants go to the null device.
    func sink() throws -> LogSink {
        do throws(LogSink.CannotOpen) {
            return try LogSink(destination, capacity: bufferBytes)
        } catch {
            let reason = String(cString: strerror(error.errno))
            throw CommandFailure("log.output: \(error.path) cannot be opened: \(reason)", status: 78)
        }
    }

    private var destination: LogSink.Destination {
        switch output {
        case .stdout: .descriptor(1)
        case .off: .file("/dev/null")
        case .file(let path): .file(path)
        }
    }
}
