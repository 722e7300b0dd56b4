#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads the records beside a day's database while a server writes them or seals the day.
///
/// A row may be older than the file: the day was sealed, its raw file deleted and begun anew by a late row.
/// So the raw file is opened before the database is read, and once more where a record is not found in it.
final class BlobReader {
    private let paths: (raw: String, sealed: String)
    private var raw: Int32
    private var sealed: Int32 = -1

    /// Opens what is there; to be made before the rows are read.
    init(_ files: (raw: String, sealed: String)) {
        paths = files
        raw = Self.opened(files.raw)
    }

    deinit {
        if raw >= 0 { close(raw) }
        if sealed >= 0 { close(sealed) }
    }

    /// The bytes of a record, inflated; nil when it was torn or is not there.
    ///
    /// Throws when the disk refuses: that says nothing of the record.
    func bytes(_ place: BlobPlace, of hash: MessageHash) throws(StorageError) -> [UInt8]? {
        guard place.coding.isCompressed else {
            if let found = try Self.record(raw, paths.raw, place, hash) { return isWhole(found) ? found.bytes : nil }
            if raw >= 0 { close(raw) }
            raw = Self.opened(paths.raw)
            return try Self.record(raw, paths.raw, place, hash).flatMap { isWhole($0) ? $0.bytes : nil }
        }
        if sealed < 0 { sealed = Self.opened(paths.sealed) }
        let found = try Self.record(sealed, paths.sealed, place, hash)
        return found.flatMap { Zlib.inflate($0.bytes, to: $0.head.plainLength) }
    }

    /// After a loss of power a part of the file may be zeros, which no message holds.
    private func isWhole(_ found: (head: BlobHead, bytes: [UInt8])) -> Bool {
        found.head.plainLength == found.head.length && !found.bytes.contains(0)
    }

    private static func opened(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }

    private static func record(_ file: Int32, _ path: String, _ place: BlobPlace, _ hash: MessageHash)
        throws(StorageError) -> (head: BlobHead, bytes: [UInt8])?
    {
        guard file >= 0, place.place >= 0, place.place < Int64.max / 2 else { return nil }
        let first = try read(file, path, BlobHead.byteCount, at: place.place)
        guard let head = first.withUnsafeBytes({ BlobHead($0) }), head.hash == hash, head.length == place.length
        else { return nil }
        var facts = stat()
        let start = place.place + Int64(BlobHead.byteCount)
        guard fstat(file, &facts) == 0, start + Int64(head.length) <= Int64(facts.st_size) else { return nil }
        let bytes = try read(file, path, head.length, at: start)
        return bytes.count == head.length ? (head, bytes) : nil
    }

    /// As many of the bytes as there are.
    private static func read(_ file: Int32, _ path: String, _ count: Int, at place: Int64) throws(StorageError)
        -> [UInt8]
    {
        var fault: String?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            filled = 0
            while filled < count, let start = target.baseAddress {
                let got = pread(file, start + filled, count - filled, off_t(place) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { fault = SystemFault.text }
                if got <= 0 { return }
                filled += got
            }
        }
        if let fault { throw .file(path: path, reason: "cannot be read: \(fault)") }
        return bytes
    }
}
