import Exchange
import NIOPosix
import Policy
import Storage
import Telemetry

extension Watch {
    /// Looks every second whether a key must be read again: of the vault, of a provider, or because its time is over.
    ///
    /// Where something is to be read it is done on a thread of its own, for a command may take ten seconds.
    func keepSecretsFresh() async {
        while !Task.isCancelled {
            do {
                try await NIOThreadPool.singleton.runIfActive { [self] in try lookAtSecrets() }
            } catch is CancellationError {
                return
            } catch {
                house.events.emit(.log(.error, "weir.secrets", "the secrets could not be looked at", error: "\(error)"))
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func lookAtSecrets() throws {
        if secrets.isDue { try secrets.look() }
        for ended in try house.control.endOverlaps(at: house.time.wall) {
            let message = "the overlap of \(ended.provider)/\(ended.name) is over: \(ended.id) is disabled"
            house.events.emit(.log(.notice, "weir.secrets", message))
        }
        let look = house.credentials.look()
        for fault in look.faults {
            house.events.emit(
                .log(.error, "weir.secrets", "a provider's key cannot be read; the last one stays: \(fault)")
            )
        }
        for place in look.changed {
            house.events.emit(.log(.notice, "weir.secrets", "the key \(place) has another value"))
        }
        guard try !look.changed.isEmpty || house.credentials.hasOtherCredentials() else { return }
        let (providers, warnings) = try house.credentials.refreshCredentials()
        for warning in warnings { house.events.emit(.log(.warning, "weir.secrets", warning)) }
        use(providers)
    }

    /// Hands targets with fresh keys to those who route.
    private func use(_ providers: [RouteTable.Provider]) {
        let targets = providers.reduce(0) { $0 + $1.targets.count }
        let message = "the providers' keys have changed; \(targets) targets can be used from the next start"
        house.events.emit(.log(.notice, "weir.secrets", message))
    }
}
