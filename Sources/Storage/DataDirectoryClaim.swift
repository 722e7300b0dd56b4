package import Exchange
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A server's claim to its state directory, by `flock`; given up by `release` or when the last reference goes.
package final class DataDirectoryClaim: Sendable {
    private let file: Mutex<Int32?>

    init(_ file: Int32) {
        self.file = Mutex(file)
    }

    deinit { release() }

    /// Gives the folder to whoever waits for it; what only its owner may do is over by then.
    package func release() {
        file.withLock { file in
            if let file { close(file) }
            file = nil
        }
    }

    /// Runs `body` while the claim cannot be given up; nil when it has been.
    package func whileHeld<Value: Sendable, Fault: Error>(_ body: () throws(Fault) -> Value) throws(Fault) -> Value? {
        try file.withLock { (file) throws(Fault) -> Value? in file == nil ? nil : try body() }
    }
}

extension DataDirectory {
    /// Claims the folder, waiting for a server that is about to give it up; blocks for at most `limit`.
    ///
    /// While it waits it holds the file `successor`, by which that server learns that somebody waits; only one may.
    /// `whenWaiting` is called once it holds that file.
    package func claim(
        within limit: Duration,
        time: any TimeSource,
        whenWaiting: () -> Void = {}
    ) throws(StorageError) -> DataDirectoryClaim {
        if let claim = try claimOnce() { return claim }
        let end = time.now + limit
        guard let place = try lock("successor", LOCK_EX, until: min(end, time.now + .seconds(1)), time) else {
            throw .inUse(path: path)
        }
        defer { close(place) }
        if limit > .zero { whenWaiting() }
        guard let file = try lock("lock", LOCK_EX, until: end, time) else { throw .inUse(path: path) }
        return DataDirectoryClaim(file)
    }

    /// Claims the keys, so that no two commands change which ones there are.
    package func claimKeys() throws(StorageError) -> DataDirectoryClaim {
        let file = try openLock("keys.lock")
        guard try isLocked(file, LOCK_EX) else { throw .keysTaken(path: path) }
        return DataDirectoryClaim(file)
    }

    /// True while another process waits for the folder.
    package var hasSuccessor: Bool {
        let file = open("\(path)/successor", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    func claimOnce() throws(StorageError) -> DataDirectoryClaim? {
        let file = try openLock("lock")
        guard try isLocked(file, LOCK_EX) else { return nil }
        return DataDirectoryClaim(file)
    }

    /// The locked file, or nil when another process has it until the end.
    private func lock(
        _ name: String,
        _ kind: Int32,
        until end: Moment,
        _ time: any TimeSource
    ) throws(StorageError) -> Int32? {
        while true {
            let file = try openLock(name)
            if try isLocked(file, kind) { return file }
            guard time.now < end else { return nil }
            usleep(10_000)
        }
    }

    private func openLock(_ name: String) throws(StorageError) -> Int32 {
        let file = open("\(path)/\(name)", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .directory(path: path, reason: "\(name): \(SystemFault.text)") }
        return file
    }

    /// False, with the file closed, when another process has it.
    private func isLocked(_ file: Int32, _ kind: Int32) throws(StorageError) -> Bool {
        if flock(file, kind | LOCK_NB) == 0 { return true }
        let isTaken = errno == EWOULDBLOCK
        let reason = SystemFault.text
        close(file)
        if isTaken { return false }
        throw .directory(path: path, reason: "lock: \(reason)")
    }
}
