import ArgumentParser
import Config
import Exchange
import Storage

/// How a command proves to a running server that an administrator gave it.
struct AdminOptions: ParsableArguments {
    @Option(help: "A file that holds an admin token; otherwise WEIR_ADMIN_TOKEN.")
    var tokenFile: String?

    /// The token, or nil when none is given; what is given and is none is said.
    func token(_ environment: Environment) throws(CommandFailure) -> Secret? {
        guard let (bytes, place) = try given(environment) else { return nil }
        guard bytes.withUnsafeBytes({ ClientToken.kind(of: $0) }) == .admin else {
            throw CommandFailure("what \(place) holds is no admin token (wr_adm_…)")
        }
        return Secret(copying: bytes)
    }

    private func given(_ environment: Environment) throws(CommandFailure) -> (bytes: [UInt8], place: String)? {
        guard let tokenFile else {
            guard let value = environment["WEIR_ADMIN_TOKEN"], !value.isEmpty else { return nil }
            return (Array(value.utf8), "WEIR_ADMIN_TOKEN")
        }
        do throws(FileFault) {
            let bytes = try ExternalValues.system.file(tokenFile, 4_096)
            return (Array(bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()), tokenFile)
        } catch {
            throw CommandFailure("the file \(tokenFile) \(error)")
        }
    }
}
