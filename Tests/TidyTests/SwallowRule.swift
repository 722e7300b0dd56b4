/// Errors on the data path are handled or handed on; `try?` needs a reason that stands here.
enum SwallowRule {
    /// A `try?` that is right, and why.
    struct Exception {
        let file: String
        let code: String
        let reason: String
    }

    static let allowed = [
        Exception(
            file: "Sources/Proxy/Listener.swift",
            code: "try? await door.channel",
            reason: "the listening socket may be closed already; either way nobody is let in any more"
        ),
        Exception(
            file: "Sources/Proxy/Listener.swift",
            code: "try? await Task.sleep",
            reason: "a cancelled drain goes on at once instead of waiting"
        ),
        Exception(
            file: "Sources/Proxy/Listener.swift",
            code: "try? await room.eventLoop.submit",
            reason: "a loop that no longer takes work has nothing left to drain"
        ),
        Exception(
            file: "Sources/Proxy/Listener.swift",
            code: "try? await first.eventLoop.submit",
            reason: "a loop that no longer takes work has nobody left to ask for"
        ),
        Exception(
            file: "Sources/Proxy/AcceptGate.swift",
            code: "try? options.setOption(.",
            reason: "a listening socket that is closing accepts no more whatever it is told"
        ),
        Exception(
            file: "Sources/Proxy/Upstream/ProxyGreeting.swift",
            code: "try? SocketAddress(ipAddress:",
            reason: "a question, not an action: what is no address is a name and is sent as one"
        ),
        Exception(
            file: "Sources/Proxy/HTTP1/ServerConnection+Answer.swift",
            code: "setOption(.autoRead",
            reason: "a channel that is closing reads no more whatever it is told"
        ),
        Exception(
            file: "Sources/Proxy/HTTP2/ServerStream.swift",
            code: "setOption(.autoRead",
            reason: "a stream that is closing reads no more whatever it is told"
        ),
        Exception(
            file: "Sources/Proxy/Upstream/UpstreamConnection.swift",
            code: "setOption(.autoRead",
            reason: "a channel that is closing reads no more whatever it is told"
        ),
        Exception(
            file: "Sources/Proxy/Upstream/SocketDialer.swift",
            code: "try? SocketAddress(ipAddress:",
            reason: "a question, not an action: what is no address is a name and is looked up"
        ),
        Exception(
            file: "Sources/Proxy/Upstream/UpstreamTLS.swift",
            code: "try? SocketAddress(ipAddress:",
            reason: "a question, not an action: what is no address is a name and is verified as one"
        ),
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.path.hasPrefix("Sources/Proxy/") else { return [] }
        return file.words.compactMap { word in
            guard word.text == "try", word.after == "?" else { return nil }
            let line = file.code[word.line - 1]
            let isAllowed = allowed.contains { $0.file == file.path && line.contains($0.code) }
            return isAllowed ? nil : file.finding(word.line, "`try?` swallows an error on the data path")
        }
    }

    /// The exceptions that nothing needs any more.
    static func stale(in files: [SourceFile]) -> [Finding] {
        allowed.compactMap { exception in
            let isUsed = files.contains { file in
                file.path == exception.file && file.code.contains { $0.contains("try?") && $0.contains(exception.code) }
            }
            return isUsed
                ? nil : Finding(path: exception.file, line: 1, message: "no `\(exception.code)`: drop the exception")
        }
    }
}
