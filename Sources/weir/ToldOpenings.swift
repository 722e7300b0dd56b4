import Storage
import Synchronization

/// Which uses of credentials this process has written into the audit trail, so that it does not grow by reloads.
///
/// Bounded by the values there are: one entry for each of them that opens, and one for each reason why one does not.
final class ToldOpenings: Sendable {
    /// More than there can be keys; beyond it, all is told again.
    private static let capacity = 65_536

    private struct Use: Hashable {
        let id: String
        let version: UInt32
        let failure: String?
    }

    private let uses = Mutex<Set<Use>>([])

    /// Those that were not told yet, which counts as telling them.
    func new(_ openings: [CredentialOpening]) -> [CredentialOpening] {
        uses.withLock { uses in
            if uses.count + openings.count > Self.capacity { uses = [] }
            return openings.filter { uses.insert(Self.use($0)).inserted }
        }
    }

    /// Takes back what could not be written down.
    func forget(_ openings: [CredentialOpening]) {
        uses.withLock { $0.subtract(openings.map(Self.use)) }
    }

    private static func use(_ opening: CredentialOpening) -> Use {
        Use(id: opening.credential.id, version: opening.credential.version, failure: opening.failure)
    }
}
