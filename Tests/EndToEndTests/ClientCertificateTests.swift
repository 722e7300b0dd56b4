import Foundation
import Proxy
import Support
import Testing

/// Callers that must show a certificate, asked with curl and openssl.
@Suite(.enabled(if: Certificate.canBeMade && Curl.isThere), .timeLimit(.minutes(1)), .serialized)
struct ClientCertificateTests {
    @Test(arguments: ["--http1.1", "--http2"])
    func `only who has a certificate of the authority is served, and still needs a key`(_ version: String) async throws
    {
        let (server, mine, foreign) = (try Certificate(), try Certificate(), try Certificate())
        let tls = ListenerTLS(
            certificateFile: server.certificateFile,
            keyFile: server.keyFile,
            // a certificate that nobody signed is its own authority
            clientCAFile: mine.certificateFile
        )
        try await House.run(tls: tls) { house in
            func ask(_ caller: Certificate?, _ key: String) throws -> String {
                var words = [version, "--cacert", server.certificateFile, "-H", "authorization: Bearer \(key)"]
                if let caller { words += ["--cert", caller.certificateFile, "--key", caller.keyFile] }
                return try Curl.status(words + ["https://localhost:\(house.port)/v1/models"])
            }
            #expect(try ask(mine, House.key) == "200")
            #expect(try ask(mine, House.key) == "200")
            #expect(try ask(mine, "wr_live_bad") == "401")
            #expect(house.listener.connections.failedHandshakes == 0)
            #expect(try ask(nil, House.key) == "000")
            #expect(try ask(foreign, House.key) == "000")
            let isCounted = try await becomes(within: .seconds(5)) {
                house.listener.connections.failedHandshakes == 2
            }
            #expect(isCounted)
        }
        for one in [server, mine, foreign] { try one.discard() }
    }

    @Test func `authorities that cannot be read are found before anybody is served`() throws {
        let certificate = try Certificate()
        for file in ["/nowhere/ca.pem", certificate.keyFile] {
            let tls = ListenerTLS(
                certificateFile: certificate.certificateFile,
                keyFile: certificate.keyFile,
                clientCAFile: file
            )
            #expect(throws: (any Error).self) { try Listener.check(tls) }
        }
        try certificate.discard()
    }
}

/// The curl command.
enum Curl {
    private static let tool = ["/usr/bin/curl", "/usr/local/bin/curl", "/bin/curl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static var isThere: Bool { tool != nil }

    /// The status of the answer, `000` where none came.
    static func status(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool ?? "")
        process.arguments = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "10"] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
