import Glibc
import Support

/// A caller on a blocking socket: every byte and every close is its own.
final class RawCaller {
    /// Something the socket did not do in time or at all.
    struct Broken: Error {
        let what: String
        let errno: Int32
    }

    private var descriptor: Int32
    private(set) var reader = MessageReader(.answers)
    private var taken = 0
    /// True once the other side has closed.
    private(set) var isEnded = false

    /// Connects to a port of this machine; a read waits at most 20 seconds.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Broken(what: "socket", errno: errno) }
        var wait = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        // family, port and 127.0.0.1 as sockaddr_in has them; its name is ambiguous beside NIO
        let family = UInt16(AF_INET)
        let address: [UInt8] =
            [
                UInt8(family & 0xFF), UInt8(family >> 8), UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF), 127, 0, 0, 1,
            ] + [UInt8](repeating: 0, count: 8)
        let isConnected = address.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            return connect(descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
        }
        guard isConnected else { throw Broken(what: "connect", errno: errno) }
    }

    deinit {
        leave()
    }

    /// Sends everything; waits while weir takes nothing.
    func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken(what: "send", errno: errno) }
            start += count
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// The next bytes, at most so many; none at the end.
    func receive(most: Int = 65_536) throws -> [UInt8] {
        var room = [UInt8](repeating: 0, count: most)
        let count = recv(descriptor, &room, most, 0)
        if count < 0, errno != ECONNRESET { throw Broken(what: "receive", errno: errno) }
        if count <= 0 {
            isEnded = true
            return []
        }
        return Array(room[..<count])
    }

    /// The next whole answer; what has come of it when the connection ends first.
    func answer(isHead: Bool = false) throws -> WireMessage {
        if isHead { reader.bodiless.insert(taken) }
        while reader.messages.count <= taken || !reader.messages[taken].isWhole {
            let bytes = try receive()
            if bytes.isEmpty {
                reader.end()
                break
            }
            reader.feed(bytes)
        }
        guard reader.messages.count > taken else { throw Broken(what: "no answer", errno: 0) }
        taken += 1
        return reader.messages[taken - 1]
    }

    /// Reads until the answer that comes has so many bytes of body, and returns it as far as it came.
    func part(of count: Int) throws -> WireMessage {
        while reader.messages.count <= taken || reader.messages[taken].body.count < count {
            let bytes = try receive()
            if bytes.isEmpty { break }
            reader.feed(bytes)
        }
        guard reader.messages.count > taken else { throw Broken(what: "no answer", errno: 0) }
        return reader.messages[taken]
    }

    /// Reads a little of what comes.
    func nibble() throws {
        reader.feed(try receive(most: 4_096))
    }

    /// Closes the connection.
    func leave() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
