/// Writes one message of an AWS event stream.
enum AWSEventMessage {
    /// Appends a message with string headers, in the order given, and a payload.
    ///
    /// Names are at most 255 bytes and values at most 65,535; what is longer is cut.
    static func append(_ headers: [(name: String, value: String)], payload: [UInt8], to bytes: inout [UInt8]) {
        var block: [UInt8] = []
        for (name, value) in headers {
            let name = name.utf8.prefix(255)
            let value = value.utf8.prefix(65_535)
            block.append(UInt8(name.count))
            block.append(contentsOf: name)
            block.append(7)
            block.append(UInt8(value.count >> 8))
            block.append(UInt8(value.count & 255))
            block.append(contentsOf: value)
        }
        let start = bytes.count
        append(UInt32(16 + block.count + payload.count), to: &bytes)
        append(UInt32(block.count), to: &bytes)
        append(checksum(bytes[start...]), to: &bytes)
        bytes.append(contentsOf: block)
        bytes.append(contentsOf: payload)
        append(checksum(bytes[start...]), to: &bytes)
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBytes { CRC32.of($0) }
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
