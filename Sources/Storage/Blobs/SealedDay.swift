import GRDB
import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A day whose messages are being compressed; used by one thread at a time.
final class SealedDay {
    /// The day.
    let day: CivilDay
    private let files: HistoryFiles
    private let queue: DatabaseQueue
    private let target: BlobFile
    // The tables that hold messages, and up to which row none of them is left to do: rows only come behind.
    private var tables: [(name: String, last: Int64)] = [("messages", 0), ("system_blobs", 0)]
    private var at = 0

    /// A row whose message is to be compressed.
    private struct Open {
        let row: Int64
        let hash: MessageHash?
        let place: BlobPlace?
    }

    /// Opens a day that is over.
    init(_ day: CivilDay, in files: HistoryFiles) throws(StorageError) {
        self.files = files
        self.day = day
        target = BlobFile(path: files.sealedBlobs(day))
        // Durable: the raw file may only go when the rows that pointed at it no longer do, whatever happens.
        var file = StoreFile.day(files.path(day))
        file.isDurable = true
        queue = try file.openDay()
    }

    /// Compresses one more piece; false when the day is done.
    func seal(
        atMost bounds: (rows: Int, bytes: Int),
        _ passed: (Sealer.Stage) throws(StorageError) -> Void
    ) throws(StorageError) -> Bool {
        guard at < tables.count else { return try finish(passed) }
        let piece = try open(in: tables[at], atMost: bounds)
        guard let end = piece.last else {
            at += 1
            return true
        }
        let places = try compress(piece)
        try target.flush()
        try target.sync()
        try passed(.compressed)
        try StorageError.wrapping { try queue.write { try point(zip(piece, places), in: tables[at].name, $0) } }
        target.commit()
        tables[at].last = end.row
        try passed(.pointed)
        return true
    }

    private func open(in table: (name: String, last: Int64), atMost bounds: (rows: Int, bytes: Int))
        throws(StorageError) -> [Open]
    {
        try StorageError.wrapping {
            try queue.read { database in
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT rowid, hash, blob_place, blob_length, blob_coding FROM \(table.name)
                        WHERE rowid > ? AND blob_coding IN (\(BlobCoding.open)) ORDER BY rowid LIMIT ?
                        """,
                    arguments: [table.last, bounds.rows]
                )
                var piece: [Open] = []
                var bytes = 0
                while bytes < bounds.bytes, let row = try rows.next() {
                    let place = BlobPlace(row)
                    piece.append(
                        Open(
                            row: row["rowid"],
                            hash: row.bytes("hash").withUnsafeBytes { MessageHash($0) },
                            place: place
                        )
                    )
                    bytes += place?.length ?? 0
                }
                return piece
            }
        }
    }

    /// Appends the compressed forms; nil for a message whose record was torn.
    private func compress(_ piece: [Open]) throws(StorageError) -> [BlobPlace?] {
        // What an earlier try left behind is cut off.
        target.rollBack()
        let reader = BlobReader((raw: files.blobs(day), sealed: files.sealedBlobs(day)))
        var places: [BlobPlace?] = []
        for open in piece {
            guard let place = open.place, let hash = open.hash, let bytes = try reader.bytes(place, of: hash) else {
                places.append(nil)
                continue
            }
            guard let packed = Zlib.compress(bytes) else {
                throw .file(path: target.path, reason: "no memory to compress a message")
            }
            let at = try packed.withUnsafeBufferPointer { (packed) throws(StorageError) in
                try target.append(UnsafeRawBufferPointer(packed), plainLength: bytes.count, hash: hash)
            }
            let coding = BlobCoding(place.coding.said, isCompressed: true)
            places.append(BlobPlace(place: at, length: packed.count, coding: coding))
        }
        return places
    }

    private func point(_ piece: Zip2Sequence<[Open], [BlobPlace?]>, in table: String, _ database: Database) throws {
        let statement = try database.makeStatement(
            sql: """
                UPDATE \(table) SET blob_place = ?, blob_length = ?, blob_coding = ?
                WHERE rowid = ? AND blob_coding IN (\(BlobCoding.open))
                """
        )
        for (open, place) in piece {
            try statement.execute(
                arguments: [place?.place, place?.length, place?.coding.name ?? BlobCoding.lost, open.row]
            )
        }
    }

    /// Deletes the raw file when no row points at it; false when it is gone.
    private func finish(_ passed: (Sealer.Stage) throws(StorageError) -> Void) throws(StorageError) -> Bool {
        try passed(.finished)
        let isDone = try StorageError.wrapping {
            // Under the database's lock nobody appends to the raw file: see `BlobFile.beginBatch`.
            try queue.write { database in
                for table in tables {
                    let open = "SELECT 1 FROM \(table.name) WHERE rowid > ? AND blob_coding IN (\(BlobCoding.open))"
                    let row = try Row.fetchOne(database, sql: open, arguments: [table.last])
                    if row != nil { return false }
                }
                guard unlink(files.blobs(day)) == 0 || errno == ENOENT else {
                    throw StorageError.file(path: files.blobs(day), reason: "cannot be deleted: \(SystemFault.text)")
                }
                return true
            }
        }
        // A late row has come.
        if !isDone { at = 0 }
        return !isDone
    }
}
