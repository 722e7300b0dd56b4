import Foundation
import Proxy

/// A certificate of its own for `localhost`, made by the openssl command when a test runs.
struct Certificate {
    let folder: URL

    private static let tool = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// False where there is no openssl; the tests are skipped then.
    static var canBeMade: Bool { tool != nil }

    /// The command did not work.
    struct NotMade: Error {}

    /// Makes key and certificate in a fresh folder.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("weir-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let tool = Self.tool else { throw NotMade() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", keyFile, "-out",
            certificateFile,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotMade() }
    }

    var keyFile: String { folder.appendingPathComponent("key.pem").path }
    var certificateFile: String { folder.appendingPathComponent("cert.pem").path }

    /// The files as a listener takes them.
    var listener: ListenerTLS { ListenerTLS(certificateFile: certificateFile, keyFile: keyFile) }

    /// Deletes the folder.
    func discard() throws {
        try FileManager.default.removeItem(at: folder)
    }
}
