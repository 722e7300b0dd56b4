import Exchange
import Synchronization

/// Decides how often somebody may try a password: five times a minute for an account, and for an address.
///
/// Bounded: of so many names the one that was idle for longest is forgotten, which can only be one whose minute is
/// over or one of more than 4,096 that are tried in the same minute.
struct LoginLimit: Sendable {
    /// What becomes of a try.
    enum Decision: Hashable {
        /// The password may be looked at.
        case admitted
        /// It may not, until so long from now.
        case refused(for: Duration)
    }

    /// The most tries in `time`.
    static let most = 5
    /// The time in which tries are counted.
    static let time = Duration.seconds(60)
    /// The most names and addresses that are known.
    static let mostSubjects = 4_096

    private var tries: [String: [Moment]] = [:]

    /// Counts a try of an account from an address.
    mutating func decide(account: String, address: String, now: Moment) -> Decision {
        let subjects = ["account:\(account)", "address:\(address)"]
        let waits = subjects.compactMap { wait(of: $0, now) }
        if let longest = waits.max() { return .refused(for: longest) }
        for subject in subjects { note(subject, now) }
        return .admitted
    }

    private func wait(of subject: String, _ now: Moment) -> Duration? {
        let recent = (tries[subject] ?? []).filter { now - $0 < Self.time }
        guard recent.count >= Self.most, let first = recent.first else { return nil }
        return Self.time - (now - first)
    }

    private mutating func note(_ subject: String, _ now: Moment) {
        if tries[subject] == nil, tries.count >= Self.mostSubjects { forget(now) }
        tries[subject] = (tries[subject] ?? []).filter { now - $0 < Self.time } + [now]
    }

    private mutating func forget(_ now: Moment) {
        tries = tries.filter { $0.value.contains { now - $0 < Self.time } }
        if tries.count < Self.mostSubjects { return }
        let oldest = tries.min { ($0.value.last ?? now, $0.key) < ($1.value.last ?? now, $1.key) }
        if let oldest { tries[oldest.key] = nil }
    }
}

/// The tries of all who come at once.
final class LoginLine: Sendable {
    private let limit = Mutex(LoginLimit())

    func decide(account: String, address: String, now: Moment) -> LoginLimit.Decision {
        limit.withLock { $0.decide(account: account, address: address, now: now) }
    }
}
