import Crypto
import Dialects
package import Exchange
import GRDB

extension ControlStore {
    /// Writes down that a configuration began to be used or was refused; the oldest ones make room.
    ///
    /// What is the same as the last that was applied is not written again, so that starts do not push history out; the
    /// revision that stands is returned then.
    package func noteRevision(
        _ draft: ConfigRevisionDraft,
        by actor: AuditActor,
        at now: WallTime
    ) throws(StorageError) -> ConfigRevision {
        try StorageError.wrapping {
            try queue.write { database in
                let text = try draft.contents?.text.map { try Self.keep($0, in: database) }
                let managed = try draft.contents.map { try Self.keep(Self.encode($0.managed), in: database) }
                if let last = try Self.last(.applied, in: database), draft.result == .applied,
                    last["revision"] == draft.revision, last["file"] == draft.file,
                    last.bytes("text_digest") == text ?? [], last.bytes("managed_digest") == managed ?? []
                {
                    return Self.revision(last)
                }
                try database.execute(
                    sql: """
                        INSERT INTO config_revisions
                            (revision, at_us, actor, cause, result, file, text_digest, managed_digest, findings)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        draft.revision, now.microseconds, AuditNote.safe(actor.name), AuditNote.safe(draft.cause),
                        draft.result.rawValue, draft.file, text?.blob, managed?.blob,
                        BoundedWords.cut(Scrubber.scrub(draft.findings), to: ConfigRevisionDraft.findingsBytes),
                    ]
                )
                try Self.trimRevisions(in: database)
                var note = AuditNote(.configApply, of: draft.revision)
                note.detail = [("cause", .word(draft.cause)), ("file", .word(draft.file))]
                if !draft.findings.isEmpty { note.detail.append(("findings", .word(draft.findings))) }
                let result: AuditEntry.Result = draft.result == .applied ? .ok : .refused
                try Self.insert(note, result, by: actor, at: now, into: database)
                guard let row = try Self.last(draft.result, in: database) else {
                    throw StorageError.notFound("the revision \(draft.revision)")
                }
                return Self.revision(row)
            }
        }
    }

    /// The latest revisions first, at most 200; those before the number, where one is given.
    package func revisions(
        limit: Int = 50,
        before cursor: Int64? = nil
    ) throws(StorageError) -> [ConfigRevision] {
        try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM config_revisions WHERE id < ? ORDER BY id DESC LIMIT ?",
                    arguments: [cursor ?? .max, min(max(limit, 1), 200)]
                ).map(Self.revision)
            }
        }
    }

    /// The last revision that was applied, with what it was made of; nil before the first.
    package func lastApplied() throws(StorageError) -> (revision: ConfigRevision, contents: ConfigContents)? {
        try StorageError.wrapping {
            try queue.read { database in
                try Self.last(.applied, in: database).map { (Self.revision($0), try Self.contents($0, in: database)) }
            }
        }
    }

    /// The latest applied revision of that hash or number, with what it was made of.
    package func appliedRevision(_ name: String) throws(StorageError) -> (
        revision: ConfigRevision, contents: ConfigContents
    ) {
        try StorageError.wrapping {
            try queue.read { database in
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT * FROM config_revisions WHERE result = 'applied' AND (revision = :name OR id = :id)
                        ORDER BY revision = :name DESC, id DESC LIMIT 1
                        """,
                    arguments: ["name": name, "id": Int64(name) ?? -1]
                )
                guard let row else { throw StorageError.notFound("the revision \(name)") }
                return (Self.revision(row), try Self.contents(row, in: database))
            }
        }
    }

    private static func trimRevisions(in database: Database) throws {
        for result in [ConfigRevision.Result.applied, .refused] {
            try database.execute(
                sql: """
                    DELETE FROM config_revisions WHERE result = :result AND id <= (
                        SELECT id FROM config_revisions WHERE result = :result ORDER BY id DESC LIMIT 1 OFFSET :kept
                    )
                    """,
                arguments: ["result": result.rawValue, "kept": ConfigRevisionDraft.kept(result)]
            )
        }
        try database.execute(
            sql: """
                DELETE FROM config_texts WHERE
                    NOT EXISTS (SELECT 1 FROM config_revisions WHERE text_digest = digest)
                    AND NOT EXISTS (SELECT 1 FROM config_revisions WHERE managed_digest = digest)
                """
        )
    }

    /// Keeps a text under its digest, which is returned.
    private static func keep(_ text: String, in database: Database) throws -> [UInt8] {
        guard text.utf8.count <= max(ConfigRevisionDraft.textBytes, 2 * ManagedBounds.bytes) else {
            throw StorageError.bound("the text of a revision is too long to be kept")
        }
        let digest = Array(SHA256.hash(data: Array(text.utf8)))
        try database.execute(
            sql: "INSERT INTO config_texts (digest, text) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
            arguments: [digest.blob, text]
        )
        return digest
    }

    private static func text(_ digest: [UInt8], in database: Database) throws -> String? {
        guard !digest.isEmpty else { return nil }
        return try String.fetchOne(
            database,
            sql: "SELECT text FROM config_texts WHERE digest = ?",
            arguments: [digest.blob]
        )
    }

    private static func contents(_ row: Row, in database: Database) throws -> ConfigContents {
        ConfigContents(
            text: try text(row.bytes("text_digest"), in: database),
            managed: try decode(try text(row.bytes("managed_digest"), in: database) ?? "[]")
        )
    }

    private static func last(_ result: ConfigRevision.Result, in database: Database) throws -> Row? {
        try Row.fetchOne(
            database,
            sql: "SELECT * FROM config_revisions WHERE result = ? ORDER BY id DESC LIMIT 1",
            arguments: [result.rawValue]
        )
    }

    private static func revision(_ row: Row) -> ConfigRevision {
        ConfigRevision(
            id: row["id"],
            revision: row["revision"],
            at: row.wall("at_us") ?? WallTime(nanoseconds: 0),
            actor: row["actor"],
            cause: row["cause"],
            result: ConfigRevision.Result(rawValue: row["result"]) ?? .refused,
            file: row["file"],
            findings: row["findings"]
        )
    }

    private static func encode(_ drafts: [ManagedDraft]) -> String {
        let items = drafts.map { draft in
            JSONValue.object([
                JSONValue.Member("kind", .string(draft.kind.rawValue)),
                JSONValue.Member("name", .string(draft.name)), JSONValue.Member("json", .string(draft.json)),
            ])
        }
        return String(decoding: JSONValue.array(items).bytes(), as: UTF8.self)
    }

    private static func decode(_ text: String) throws -> [ManagedDraft] {
        guard let items = (try? JSONValue(parsing: Array(text.utf8)))?.elements else {
            throw StorageError.database(code: 0, reason: "the entries of a revision cannot be read")
        }
        return items.compactMap { item in
            guard let kind = item["kind"]?.text.flatMap({ ManagedKind(rawValue: $0) }), let name = item["name"]?.text,
                let json = item["json"]?.text
            else { return nil }
            return ManagedDraft(kind, name, json: json)
        }
    }
}
