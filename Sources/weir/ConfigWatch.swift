import Config
import Dispatch
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Looks for reasons to read the configuration again: SIGHUP, another file, another entry in control.db.
struct ConfigWatch: Sendable {
    let house: House
    let reloader: Reloader
    let hangUps: HangUps

    /// Reloads at each SIGHUP; those that come while one is obeyed are one.
    func obeySignals() async {
        for await _ in hangUps.stream { await reloader.reload(.signal) }
    }

    /// Looks at the file and at control.db every second.
    func look() async {
        var watch = FileWatch(house.startStamp)
        while !Task.isCancelled {
            var isMoving = false
            switch watch.look(house.source.stamp, at: house.time.now) {
            case .wait: await lookAgain()
            case .lookAgain: isMoving = true
            case .read: await reloader.reload(.file)
            }
            await lookAtEntries()
            try? await Task.sleep(for: isMoving ? .milliseconds(250) : .seconds(1))
        }
    }

    /// What was refused may be good by now: a certificate is there, a program answers again.
    private func lookAgain() async {
        if isDue(house.inForce.now.refused) { await reloader.reload(.file) }
    }

    private func isDue(_ refused: InForce.Refused?) -> Bool { refused.map { $0.again <= house.time.now } ?? false }

    private func lookAtEntries() async {
        do throws(StorageError) {
            let sequence = try house.control.managedSequence()
            let present = house.inForce.now
            guard sequence != present.managed.sequence else { return }
            // another process may have changed them: a command's rollback
            if sequence != present.refusedEntries?.sequence || isDue(present.refusedEntries) {
                await reloader.reload(.managed)
            }
        } catch {
            // what is wrong with control.db is told by those who look after the keys
            return
        }
    }
}

/// SIGHUP as something to wait for; taken from its default action as soon as it is made.
struct HangUps: Sendable {
    /// One element for each signal, or for several that came close together.
    let stream: AsyncStream<Void>

    init() {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        source.setEventHandler { [source] in
            withExtendedLifetime(source) { _ = continuation.yield() }
        }
        source.resume()
    }
}
