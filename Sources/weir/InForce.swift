import Config
import Exchange
import Storage
import Synchronization

/// The configuration that is in force, and what came of the last try to put another in its place.
final class InForce: Sendable {
    /// All that is known of it at one moment.
    struct State: Sendable {
        var settings: Settings
        var revision: String
        /// The file's bytes; nil where there was no file.
        var bytes: Secret?
        /// The file's text as it may be shown and kept.
        var text: String?
        var managed: ManagedState
        /// When a reload last went well; the start counts.
        var succeeded: WallTime
        /// Why the last reload of everything was refused; nil when it went well.
        var refused: Refused?
        /// Why the last reload of the managed entries was refused; nil when it went well.
        var refusedEntries: Refused?
        var counts: [ReloadReport.Count: Int] = [:]

        /// What is wrong with what is not in force; empty when nothing is.
        var problems: [String] { (refused?.problems ?? []) + (refusedEntries?.problems ?? []) }
    }

    /// Something that was refused, and may be good later without being another: a file it names may be missing.
    struct Refused: Sendable {
        let problems: [String]
        /// The file's bytes it was refused with; nil where they could not be read.
        var bytes: Secret?
        /// The state of the managed entries it was refused with; nil where they could not be read.
        var sequence: Int64?
        /// When it is looked at again.
        let again: Moment
    }

    private let state: Mutex<State>

    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// All of it.
    var now: State { state.withLock { $0 } }

    /// The settings in force.
    var settings: Settings { state.withLock { $0.settings } }

    /// The revision in force.
    var revision: String { state.withLock { $0.revision } }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
}

/// What came of a reload.
struct ReloadReport: Sendable {
    /// What came of it.
    enum Result: String, Sendable {
        /// Another configuration is in force.
        case applied
        /// What was read is what is in force.
        case unchanged
        /// It was refused, and nothing has changed.
        case refused
    }

    /// How it is counted.
    enum Count: String, Sendable, CaseIterable {
        case ok
        case invalid
        case unreadable = "io_error"
    }

    let result: Result
    /// The revision that is in force now.
    let revision: String
    /// The revision that was in force before.
    let before: String
    /// What was found wrong or doubtful.
    let diagnostics: Diagnostics
    /// What is different, a line each; empty unless applied.
    var changes: [String] = []
}

/// Why the configuration is read again.
enum ReloadCause: String, Sendable {
    /// weir starts.
    case start
    /// weir starts with the last good one, because the present one is refused.
    case lastGood = "last_good"
    /// SIGHUP.
    case signal
    /// The file was changed.
    case file
    /// An administrator asked for it.
    case api
    /// An entry that is kept in control.db was changed.
    case managed
    /// A provider's key has another value, or another key.
    case credentials
}
