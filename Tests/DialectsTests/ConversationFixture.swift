import Dialects
import Exchange
import FoundationEssentials

/// A recorded exchange with a provider and what a correct reader finds in it.
struct ConversationFixture: CustomStringConvertible, Sendable {
    let name: String
    let format: WireFormat
    let isStream: Bool
    let answer: [UInt8]
    let request: [UInt8]
    let expected: JSONValue

    var description: String { name }

    /// Every stored exchange that was answered with 200 in a format whose words are read; empty without the folder.
    static let all: [ConversationFixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".response") }.sorted()
            .compactMap { ConversationFixture(name: String($0.dropLast(9))) }
    }()

    private static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["WEIR_FIXTURES"] { return named }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared/fixtures"
    }()

    private static func read(_ file: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: folder + "/" + file))).map { Array($0) }
    }

    private init?(name: String) {
        let formats: [String: WireFormat] = [
            "openai-chat": .openAIChat, "openai-completions": .openAICompletions,
            "openai-responses": .openAIResponses, "anthropic-messages": .anthropicMessages,
        ]
        guard let text = Self.read(name + ".expected.json"), let expected = try? JSONValue(parsing: text),
            let sent = Self.read(name + ".request.json"), let request = try? JSONValue(parsing: sent),
            expected["status"] == 200, let format = formats[expected["api"]?.text ?? ""],
            let message = Self.read(name + ".response")
        else { return nil }
        let end = message.indices.first { message[$0...].starts(with: "\r\n\r\n".utf8) }
        guard let end else { return nil }
        self.name = name
        self.format = format
        isStream = expected["framing"] == "sse"
        answer = Array(message[(end + 4)...])
        self.request = request["body"]?.bytes() ?? []
        self.expected = expected
    }
}
