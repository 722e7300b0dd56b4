import Exchange
import Identity
import Proxy
import Synchronization
import Telemetry

extension Watch {
    /// Fetches the keys of issuers whenever a token makes it due, and says when that fails.
    func fetchIssuerKeys() async {
        let (desk, source) = (house.tokens.desk, house.tokens.source)
        let throttle = Mutex(EventThrottle(every: .seconds(60)))
        await desk.fetchKeySets(from: source, time: SystemTime()) { [house] report in
            guard let why = report.failure else { return }
            let said = throttle.withLock { $0.admit(report.issuer, now: house.time.now) }
            guard let said else { return }
            let often = said > 1 ? ", \(said) times since the last line" : ""
            let message = "the keys of the issuer \(report.issuer) could not be fetched\(often)"
            house.events.emit(.log(.warning, "weir.issuers", message, error: why))
        }
        source.close()
    }
}

extension TokenDesk.Report {
    /// Why no keys came, or nil.
    fileprivate var failure: String? {
        switch result {
        case .fetched: nil
        case .failed(let error): error is CancellationError ? nil : "\(error)"
        case .tooLate: "it took too long"
        }
    }
}
