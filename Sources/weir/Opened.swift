import Config
import Exchange
import Storage

/// The state directory, opened by a command that runs and ends.
struct Opened {
    let settings: Settings
    let directory: DataDirectory
    let keyring: Keyring
    let control: ControlStore
    let time: any TimeSource

    /// Opens the stores, runs `body`, closes them; what goes wrong is said in words.
    static func with(_ state: StateOptions, _ environment: Environment, _ body: (Opened) throws -> Void) throws {
        do {
            let settings = try state.settings(environment, needsProviders: false)
            let directory = try DataDirectory(path: settings.dataDirectory)
            let keyring = try KeyLoading(settings: settings, directory: directory, environment: environment).load()
            let time = SystemTime()
            let control = try directory.openControl(keyring, at: time.wall)
            try body(Opened(settings: settings, directory: directory, keyring: keyring, control: control, time: time))
            try control.close()
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch let error as StorageError {
            throw CommandFailure("\(error)").exit()
        } catch let error as KeyError {
            throw CommandFailure("\(error)", status: 78).exit()
        }
    }
}

extension DataDirectory {
    /// Opens control.db; what is wrong with the file or its key is said with its name, exit status 78.
    func openControl(
        _ keyring: Keyring,
        at now: WallTime,
        keys: (@Sendable () throws(KeyError) -> Keyring)? = nil
    ) throws -> ControlStore {
        do throws(StorageError) {
            return try ControlStore(path: control, keyring: keyring, now: now, keys: keys)
        } catch {
            switch error {
            case .database, .sealed, .wrongKey: throw CommandFailure("\(control): \(error)", status: 78)
            case .foreignFile, .newerSchema: throw CommandFailure("\(error)", status: 78)
            default: throw error
            }
        }
    }
}
