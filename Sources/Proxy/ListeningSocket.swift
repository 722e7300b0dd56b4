import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP socket that listens: opened here, or inherited from whoever started the process.
///
/// The kernel finishes handshakes and queues connections from the moment it listens; nothing is accepted before a
/// `Listener` takes it. Whoever takes it closes it.
package struct ListeningSocket: Sendable, Hashable {
    /// Why a descriptor is not what it should be.
    package enum Fault: Error, Sendable, CustomStringConvertible {
        /// It is not a TCP socket that listens.
        case notListening(Int32)
        /// It listens somewhere else.
        case elsewhere(Int32, address: String, wanted: String)

        /// What is wrong, in words.
        package var description: String {
            switch self {
            case .notListening(let descriptor): "descriptor \(descriptor) is not a TCP socket that listens"
            case .elsewhere(let descriptor, let address, let wanted):
                "descriptor \(descriptor) listens on \(address), not on \(wanted)"
            }
        }
    }

    /// How many connections wait at most until they are accepted; the system may allow fewer.
    static let backlog: Int32 = 1_024

    /// The socket's descriptor.
    package let descriptor: Int32
    /// The address it listens on, an IPv6 address without brackets.
    package let host: String
    /// The port it listens on.
    package let port: Int
    /// True when other processes may listen on the same address.
    package let reusesPort: Bool

    /// Opens a socket that listens on the address; port 0 lets the system choose.
    ///
    /// - Throws: `IOError` when the address cannot be had.
    package init(host: String, port: Int, reusesPort: Bool = false) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        do {
            try Self.set(descriptor, SO_REUSEADDR, 1)
            if reusesPort { try Self.set(descriptor, SO_REUSEPORT, 1) }
            let isBound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) }
            guard isBound == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
            guard listen(descriptor, Self.backlog) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
            try self.init(listening: descriptor, reusesPort: reusesPort)
        } catch {
            close(descriptor)
            throw error
        }
        // what an earlier server steered by is its own
        if reusesPort { setsockopt(descriptor, SOL_SOCKET, Self.detachSteering, nil, 0) }
    }

    /// Takes a socket that somebody else opened; no child process gets it from here.
    ///
    /// - Throws: `Fault` when it is not a TCP socket that listens.
    package init(inherited descriptor: Int32) throws {
        guard Self.option(descriptor, SO_ACCEPTCONN) == 1,
            Self.option(descriptor, SO_TYPE) == Int32(SOCK_STREAM.rawValue)
        else { throw Fault.notListening(descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        try self.init(listening: descriptor, reusesPort: Self.option(descriptor, SO_REUSEPORT) == 1)
    }

    private init(listening descriptor: Int32, reusesPort: Bool) throws {
        self.descriptor = descriptor
        self.reusesPort = reusesPort
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress else { return Int32(-1) }
            return getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard status == 0 else { throw IOError(errnoCode: errno, reason: "getsockname") }
        let known: SocketAddress? = withUnsafeBytes(of: &address) { bytes in
            switch Int32(bytes.load(as: sa_family_t.self)) {
            case AF_INET: SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self))
            case AF_INET6: SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self))
            default: nil
            }
        }
        guard let known, let host = known.ipAddress, let port = known.port else {
            throw Fault.notListening(descriptor)
        }
        self.host = host
        self.port = port
    }

    /// Gives the socket up; for one that no listener takes.
    package func giveUp() { close(descriptor) }

    /// Makes the queue as long as it should be; taking the socket into an event loop shortens it.
    func widenBacklog() { listen(descriptor, Self.backlog) }

    /// Lets new connections go to the process that listens on the same address beside this one, if there is one.
    ///
    /// The kernel spreads connections over the sockets of an address and resets what is in the queue of one that is
    /// closed. A program of one instruction names the second socket instead, so that this one's queue runs dry first;
    /// where there is no second, the kernel takes the first.
    func steerAway() {
        guard reusesPort else { return }
        let returnConstant: UInt16 = 0x06
        withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { code in
            code.storeBytes(of: returnConstant, toByteOffset: 0, as: UInt16.self)
            code.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
            code.storeBytes(of: 1, toByteOffset: 4, as: UInt32.self)
            withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { program in
                program.initializeMemory(as: UInt8.self, repeating: 0)
                program.storeBytes(of: 1, toByteOffset: 0, as: UInt16.self)
                program.storeBytes(of: UInt(bitPattern: code.baseAddress), toByteOffset: 8, as: UInt.self)
                setsockopt(descriptor, SOL_SOCKET, Self.attachSteering, program.baseAddress, 16)
            }
        }
    }

    // SO_ATTACH_REUSEPORT_CBPF and SO_DETACH_REUSEPORT_BPF of asm-generic/socket.h
    private static let attachSteering: Int32 = 51
    private static let detachSteering: Int32 = 68

    private static func set(_ descriptor: Int32, _ name: Int32, _ value: Int32) throws {
        var value = value
        guard setsockopt(descriptor, SOL_SOCKET, name, &value, 4) == 0 else {
            throw IOError(errnoCode: errno, reason: "setsockopt")
        }
    }

    private static func option(_ descriptor: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length: socklen_t = 4
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
