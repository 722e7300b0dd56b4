import CZlib

/// Compresses one whole body (RFC 1952).
enum Gzip {
    /// The gzip form of `bytes`, or nil when zlib has no memory for it.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16 for the gzip wrapping; level 1, as text of metrics shrinks well at any.
        let size = Int32(MemoryLayout<z_stream>.size)
        let state = deflateInit2_(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard state == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let most = Int(deflateBound(&stream, uLong(bytes.count)))
        var source = bytes
        var isWhole = false
        let packed = [UInt8](unsafeUninitializedCapacity: most) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(most)
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = isWhole ? Int(stream.total_out) : 0
            }
        }
        return isWhole ? packed : nil
    }
}
