/// The log of exchanges and of the program itself.
package struct LogSettings: Sendable, Equatable {
    /// Where the lines go.
    package var output = LogOutput.stdout
    /// The least level of the program's own lines.
    package var level = LogLevel.info
    /// The most bytes of lines that wait for the writer; what exceeds them is dropped and counted.
    package var bufferBytes = 8_388_608

    /// The defaults: standard output, level info, 8 MiB.
    package init() {}
}

/// Where log lines go.
package enum LogOutput: Sendable, Hashable, CustomStringConvertible {
    /// To standard output.
    case stdout
    /// Nowhere.
    case off
    /// To a file of that path, appended.
    case file(String)

    /// The value as it is written in the file.
    package var description: String {
        switch self {
        case .stdout: "stdout"
        case .off: "off"
        case .file(let path): path
        }
    }
}

/// The levels of log lines, by the names swift-log gives them.
package enum LogLevel: String, Sendable, CaseIterable {
    /// Everything.
    case trace
    /// For finding faults.
    case debug
    /// What an operator wants to know.
    case info
    /// Normal but worth a look.
    case notice
    /// Something may be wrong.
    case warning
    /// Something is wrong.
    case error
    /// Somebody must act.
    case critical
}
