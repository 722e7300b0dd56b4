import Config
import Proxy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The data listener's socket where whoever started the process opened it (systemd's socket activation).
///
/// `LISTEN_PID` must be this process and `LISTEN_FDS` how many there are, from descriptor 3 on; the names in
/// `LISTEN_FDNAMES` are not looked at, because the address says which listener is meant.
enum InheritedSocket {
    private static let first: Int32 = 3
    private static let most: Int32 = 16

    /// The socket, or nil where none was handed over.
    ///
    /// - Throws: `CommandFailure` when what was handed over is not the configured data listener and nothing else.
    static func data(_ environment: Environment, _ listeners: ListenersSettings) throws -> ListeningSocket? {
        guard let owner = environment["LISTEN_PID"], owner == "\(getpid())" else { return nil }
        guard let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (0...most).contains(count) else {
            throw CommandFailure("LISTEN_FDS must be a number from 0 to \(most)", status: 78)
        }
        var found: ListeningSocket?
        for descriptor in first..<first + count {
            let socket = try inherited(descriptor)
            guard found == nil, matches(socket, listeners.data.address) else {
                throw CommandFailure(refusal(of: socket, listeners), status: 78)
            }
            found = socket
        }
        return found
    }

    private static func inherited(_ descriptor: Int32) throws -> ListeningSocket {
        do {
            return try ListeningSocket(inherited: descriptor)
        } catch {
            throw CommandFailure("LISTEN_FDS: \(error)", status: 78)
        }
    }

    private static func matches(_ socket: ListeningSocket, _ address: ListenAddress) -> Bool {
        guard address.port == 0 || address.port == socket.port else { return false }
        return address.host == socket.host || address.host == "localhost" && ["127.0.0.1", "::1"].contains(socket.host)
    }

    private static func refusal(of socket: ListeningSocket, _ listeners: ListenersSettings) -> String {
        let address = ListenAddress(host: socket.host, port: socket.port)
        let hint = matches(socket, listeners.admin.address) ? "; the admin listener cannot be handed over" : ""
        return "LISTEN_FDS: descriptor \(socket.descriptor) listens on \(address), where listeners.data.address is "
            + "\(listeners.data.address) and wants one socket\(hint)"
    }
}
