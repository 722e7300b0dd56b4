import Exchange
import Synchronization

/// The keys of a store that is open: read again from their source when the database names one that is not at hand.
///
/// So a rotation beside a running server needs no restart of it, wherever the source itself can be read again.
final class KeyCabinet: Sendable {
    /// How long after a reading the source is left alone; a command may be behind it.
    static let pause = Duration.seconds(2)

    private struct State {
        var ring: Keyring
        var last: Moment?
        var fault: KeyError?
    }

    private let state: Mutex<State>
    private let source: (@Sendable () throws(KeyError) -> Keyring)?
    private let time: any TimeSource

    init(
        _ ring: Keyring,
        time: any TimeSource,
        source: (@Sendable () throws(KeyError) -> Keyring)?
    ) {
        state = Mutex(State(ring: ring))
        self.time = time
        self.source = source
    }

    /// The keys as they are now.
    var ring: Keyring { state.withLock { $0.ring } }

    /// Why the source could not be read the last time, or nil.
    var fault: KeyError? { state.withLock { $0.fault } }

    /// Reads the source again unless that was done a moment ago; true when every key that is wanted is at hand now.
    ///
    /// Keys in use that the source has no more stay until nothing is sealed under them.
    func refresh(wanting kids: Set<KeyEncryptionKey.ID>) -> Bool {
        guard let source else { return false }
        let now = time.now
        let mayRead = state.withLock { state in
            if let last = state.last, now < last + Self.pause { return false }
            state.last = now
            return true
        }
        // Outside the lock: a command may take its ten seconds, and nobody else is to wait for it.
        if mayRead {
            do throws(KeyError) {
                let fresh = try source()
                state.withLock { state in
                    state.ring = fresh.keeping(kids, of: state.ring)
                    state.fault = nil
                }
            } catch {
                state.withLock { $0.fault = error }
            }
        }
        let ring = ring
        return kids.allSatisfy { ring.key($0) != nil }
    }
}
