import CZlib

/// An answer's bytes as they came, kept for the history while they are passed on.
///
/// A caller that takes them slowly keeps them for long, as thousands may: what is there is packed then.
package struct KeptAnswer {
    private enum Block {
        case plain([UInt8])
        case packed([UInt8], count: Int)
    }

    /// How many bytes are kept together; all alike, so that the room of what was packed serves the next.
    package static let blockBytes = 4_064

    /// Less than this is not packed; bytes.
    package static let leastPacked = 1_024

    private var blocks: [Block] = []
    /// Those in front that were packed, or are not worth it.
    private var settled = 0
    private var tail: [UInt8] = []
    /// How many bytes came.
    package private(set) var count = 0
    /// How many bytes they take now, but for what the last of them may grow into.
    package var size: Int {
        blocks.reduce(tail.count) { sum, block in
            switch block {
            case .plain(let bytes), .packed(let bytes, _): sum + bytes.count
            }
        }
    }

    /// Keeps nothing yet.
    package init() {}

    /// Keeps more.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.blockBytes - tail.count)
            // small answers grow as arrays do; of a larger one each block has its room from the beginning
            if tail.isEmpty, !blocks.isEmpty { tail.reserveCapacity(Self.blockBytes) }
            tail.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            guard tail.count == Self.blockBytes else { continue }
            blocks.append(.plain(tail))
            tail = []
        }
        count += bytes.count
    }

    /// Packs what is not packed and is enough to be worth it.
    package mutating func pack() {
        if tail.count >= Self.leastPacked {
            blocks.append(.plain(tail))
            tail = []
        }
        while settled < blocks.count {
            if case .plain(let plain) = blocks[settled], let packed = Self.packed(plain) {
                blocks[settled] = .packed(packed, count: plain.count)
            }
            settled += 1
        }
    }

    /// All bytes in their order, or nil when what was packed cannot be unpacked.
    package var bytes: [UInt8]? {
        if blocks.isEmpty { return tail }
        var all: [UInt8] = []
        all.reserveCapacity(count)
        for block in blocks {
            switch block {
            case .plain(let bytes): all += bytes
            case .packed(let bytes, let count):
                guard let plain = Self.unpacked(bytes, count) else { return nil }
                all += plain
            }
        }
        return all + tail
    }

    /// The bytes in zlib's form, made quickly and with little memory; nil where they would not become much fewer.
    private static func packed(_ plain: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 1, Z_DEFLATED, 13, 6, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: plain.count / 4 * 3) { room in
            let isWhole = plain.withUnsafeBufferPointer { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            return isWhole ? Array(room[..<(room.count - Int(stream.avail_out))]) : nil
        }
    }

    private static func unpacked(_ packed: [UInt8], _ count: Int) -> [UInt8]? {
        var made = UInt(count)
        let plain = [UInt8](unsafeUninitializedCapacity: count) { room, used in
            let status = uncompress(room.baseAddress, &made, packed, UInt(packed.count))
            used = status == Z_OK ? Int(made) : 0
        }
        return plain.count == count ? plain : nil
    }
}
