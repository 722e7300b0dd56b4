import Exchange
import NIOPosix
import Proxy
import Storage
import Telemetry

extension Watch {
    /// Looks every second whether a key must be read again: of the vault, of a provider, or because its time is over.
    ///
    /// Where something is to be read it is done on a thread of its own, for a command may take ten seconds.
    /// A server that finishes looks no more: the one that follows it may have other values of the same keys.
    func keepSecretsFresh() async {
        var isPending = false
        while !Task.isCancelled, !gateway.isDraining {
            do {
                if try await NIOThreadPool.singleton.runIfActive({ [self] in try lookAtSecrets() }) { isPending = true }
                // what the database refuses now it takes a little later
                if isPending { isPending = await reloader.reload(.credentials).result == .refused }
            } catch is CancellationError {
                return
            } catch {
                house.events.emit(.log(.error, "weir.secrets", "the secrets could not be looked at", error: "\(error)"))
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// True when targets must be made anew, with other keys.
    private func lookAtSecrets() throws -> Bool {
        if secrets.isDue { try secrets.look(at: house.time.now) }
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
        return try !look.changed.isEmpty || house.credentials.hasOtherCredentials()
    }
}
