/// Why the stored state cannot be used; the texts name the fix and hold no secret.
package enum StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The state directory cannot be trusted or made.
    case directory(path: String, reason: String)
    /// Another server uses the state directory.
    case inUse(path: String)
    /// A file beside a database cannot be used.
    case file(path: String, reason: String)
    /// The file is a database of another program.
    case foreignFile(path: String)
    /// The file was written by a newer version.
    case newerSchema(path: String, found: Int, known: Int)
    /// The control database is sealed under another key.
    case wrongKey(expected: String, given: [String])
    /// So many secrets are still sealed under the key.
    case keyInUse(String, rows: Int)
    /// Another rotation has made its key the one that seals.
    case overtaken(by: String)
    /// Another command works on the keys.
    case keysTaken(path: String)
    /// A sealed secret does not open.
    case sealed(VaultError)
    /// There is no such row.
    case notFound(String)
    /// The name is taken or not allowed.
    case name(String)
    /// There is one of that name already.
    case taken(String)
    /// The key is revoked, which nothing changes any more.
    case revoked(String)
    /// The credential was stored for another origin; it must be entered anew.
    case originChanged(stored: String, wanted: String)
    /// The credential is disabled.
    case disabled(String)
    /// It was changed since it was looked at.
    case versionChanged(String, expected: Int64, found: Int64)
    /// There is one of that name already.
    case exists(String)
    /// There is no room for more of them, or it is too large.
    case bound(String)
    /// Somebody belongs to it.
    case hasChildren(String)
    /// The statement took longer than its deadline.
    case deadline
    /// The flight recorder's file cannot be made, or does not say what one says.
    case flight(path: String, reason: String)
    /// The database said no: SQLite's extended code and its words.
    case database(code: Int32, reason: String)

    /// The reason as a sentence for the operator.
    package var description: String {
        switch self {
        case .directory(let path, let reason): "the state directory \(path) is refused: \(reason)"
        case .inUse(let path): "another weir uses \(path)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .foreignFile(let path): "\(path) is not a database of weir's"
        case .newerSchema(let path, let found, let known):
            "\(path) has schema \(found), this version knows \(known); run the newer weir"
        case .wrongKey(let expected, let given):
            "the stored secrets are sealed under key \(expected); given: \(given.joined(separator: ", "))"
        case .keyInUse(let kid, let rows):
            "\(rows) secrets are sealed under key \(kid); run `weir secrets rekey` first"
        case .overtaken(let kid): "another rotation has made \(kid) the key that seals; run this one again"
        case .keysTaken(let path): "another command works on the keys of \(path)"
        case .sealed(let error): error.description
        case .revoked(let name): "the key \(name) is revoked"
        case .notFound(let what): "\(what) does not exist"
        case .name(let reason), .taken(let reason): reason
        case .originChanged(let stored, let wanted):
            "the credential was stored for \(stored), not \(wanted); enter it again"
        case .disabled(let name): "the credential \(name) is disabled"
        case .versionChanged(let id, let expected, let found):
            "\(id) was changed meanwhile: version \(expected) was expected, it is \(found)"
        case .exists(let what): "there is \(what) already"
        case .bound(let reason): reason
        case .hasChildren(let reason): "\(reason); delete or revoke them first"
        case .deadline: "the query took too long and was stopped"
        case .flight(let path, let reason): "the flight recorder's file \(path) cannot be used: \(reason)"
        case .database(let code, let reason): "the database failed (\(code)): \(reason)"
        }
    }
}
