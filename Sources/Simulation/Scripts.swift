import Support
import Synchronization

/// The scripts of a world by the number of the request they answer.
final class Scripts: Sendable {
    private let scripts = Mutex<[String: ProviderScript]>([:])

    func add(_ errand: Errand) {
        scripts.withLock { $0["\(errand.number)"] = errand.script }
    }

    /// The script for a request, by the number it carries.
    var lookup: @Sendable (WireMessage) -> ProviderScript {
        { [self] message in
            let found = scripts.withLock { scripts in message["x-plan"].flatMap { scripts[$0] } }
            return found ?? ProviderScript(bytes: [], ending: .closes, answer: nil)
        }
    }
}
