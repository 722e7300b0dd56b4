import Config
import Exchange
import Policy
import Proxy
import Telemetry

extension Watch {
    /// Looks four times a second how much memory and how many connections are used, and lets the gateway act on it.
    func measurePressure(openFiles: Int) async {
        let memory = MemoryFacts.limit(configured: house.settings.limits.memoryBytes)
        var last = Pressure.calm
        while !Task.isCancelled {
            var reading = OverloadReading()
            if let used = MemoryFacts.resident { reading.set(.memory, used: used, limit: memory) }
            let pressure = gateway.note(reading)
            if pressure != last {
                house.events.emit(
                    .log(
                        pressure > last ? .warning : .info,
                        "weir.pressure",
                        "pressure is \(pressure.rawValue), was \(last.rawValue)"
                    )
                )
                last = pressure
            }
            try? await Task.sleep(for: .milliseconds(250))
        }
    }
}
