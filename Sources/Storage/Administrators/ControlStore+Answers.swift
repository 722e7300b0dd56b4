import Crypto
package import Exchange
import FoundationEssentials
import GRDB

/// What is remembered of a request that must not be done twice.
package enum RememberedAnswer: Sendable, Hashable {
    /// Nothing: it may be done now, and whoever asks again is told that it began.
    case fresh
    /// It was done, and this was the answer.
    case done([UInt8])
    /// It began, and nobody knows how it ended.
    case begun
    /// The same key came with another request.
    case other
}

extension ControlStore {
    /// How long an answer is remembered.
    package static let answerTime = Duration.seconds(86_400)
    /// The most answers that are remembered; the oldest go first.
    package static let mostAnswers = 10_000
    /// The most bytes of an answer that is remembered.
    package static let mostAnswerBytes = 65_536

    /// Looks for the answer to a request by the key its sender gave it; notes that it begins where there is none.
    ///
    /// Both names are marks (`AdminMAC`), so that neither key nor request is stored.
    package func beginAnswer(_ key: [UInt8], of request: [UInt8], at now: WallTime) throws(StorageError)
        -> RememberedAnswer
    {
        try StorageError.wrapping {
            try queue.write { database in
                let bound = (now + (.zero - Self.answerTime)).microseconds
                try database.execute(sql: "DELETE FROM admin_answers WHERE created_us <= ?", arguments: [bound])
                let sql = "SELECT * FROM admin_answers WHERE digest = ?"
                if let row = try Row.fetchOne(database, sql: sql, arguments: [key.blob]) {
                    guard row.bytes("request") == request else { return .other }
                    return answer(row.bytes("sealed"), of: key).map { .done($0) } ?? .begun
                }
                try database.execute(
                    sql: "INSERT INTO admin_answers (digest, request, created_us) VALUES (?, ?, ?)",
                    arguments: [key.blob, request.blob, now.microseconds]
                )
                try database.execute(
                    sql: """
                        DELETE FROM admin_answers WHERE digest IN (
                            SELECT digest FROM admin_answers ORDER BY created_us DESC, digest LIMIT -1 OFFSET ?)
                        """,
                    arguments: [Self.mostAnswers]
                )
                return .fresh
            }
        }
    }

    /// Remembers the answer of a request that was done; nil forgets the request, which may be sent again.
    package func endAnswer(_ key: [UInt8], _ answer: [UInt8]?) throws(StorageError) {
        try StorageError.wrapping {
            let sealed = try answer.flatMap { try $0.count <= Self.mostAnswerBytes ? seal($0, of: key) : nil }
            try queue.write { database in
                if let sealed {
                    let sql = "UPDATE admin_answers SET sealed = ? WHERE digest = ?"
                    try database.execute(sql: sql, arguments: [sealed.blob, key.blob])
                } else if answer == nil {
                    try database.execute(sql: "DELETE FROM admin_answers WHERE digest = ?", arguments: [key.blob])
                }
            }
        }
    }

    private var answerKey: SymmetricKey { index.subkey("weir/answer-seal/v1") }

    private func seal(_ answer: [UInt8], of key: [UInt8]) throws -> [UInt8]? {
        try AES.GCM.seal(answer, using: answerKey, authenticating: key).combined.map { Array($0) }
    }

    private func answer(_ sealed: [UInt8], of key: [UInt8]) -> [UInt8]? {
        guard !sealed.isEmpty, let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: answerKey, authenticating: key)).map { Array($0) }
    }
}
