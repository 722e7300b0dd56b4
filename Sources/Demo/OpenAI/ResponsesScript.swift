import Exchange

extension Responses {
    /// The typed events of a stream.
    func script(_ reply: Reply, _ choice: ModelChoice, id: String) -> Script {
        let begun = object(choice, id: id, status: "in_progress")
        let failed = object(choice, id: id, status: "failed")
        var script = NumberedScript(
            Script(
                broken: Script.Event(
                    "response.output_text.delta",
                    text: #"{"type":"response.output_text.delta","delta":"bro"#
                ),
                failure: { Self.failureEvents(failed, $0, from: $1) }
            )
        )
        script.add("response.created", ["response": begun])
        script.add("response.in_progress", ["response": begun])
        if reply.calls.isEmpty {
            Self.addMessage(reply, id: id, to: &script)
        } else {
            for (index, call) in reply.calls.enumerated() { Self.add(call, at: index, id: id, to: &script) }
        }
        script.add(
            reply.isCut ? "response.incomplete" : "response.completed",
            ["response": finished(reply, choice, id: id)]
        )
        return script.script
    }

    private static func failureEvents(_ response: JSON, _ fault: StreamFault, from sequence: Int) -> [Script.Event] {
        var error = Refusal.inStream(fault, .openAI).openAIError
        if error["code"] == .null { error["code"] = "server_error" }
        var failed = response
        failed["error"] = ["code": error["code"], "message": error["message"]]
        return [
            NumberedScript.event("error", ["error": error], sequence),
            NumberedScript.event("response.failed", ["response": failed], sequence + 1),
        ]
    }

    private static func addMessage(_ reply: Reply, id: String, to script: inout NumberedScript) {
        let place: JSON = ["item_id": .string("msg_" + id), "output_index": 0, "content_index": 0]
        script.add(
            "response.output_item.added",
            ["output_index": 0, "item": message(nil, id: id, isDone: false)]
        )
        script.add("response.content_part.added", .object(place.members + [.init("part", part(""))]))
        script.add("response.output_text.delta", pieces: reply.pieces) {
            .object(place.members + [.init("delta", .string($0)), .init("logprobs", [])])
        }
        script.add(
            "response.output_text.done",
            .object(place.members + [.init("text", .string(reply.text)), .init("logprobs", [])])
        )
        script.add("response.content_part.done", .object(place.members + [.init("part", part(reply.text))]))
        script.add(
            "response.output_item.done",
            ["output_index": 0, "item": message(reply.text, id: id, isDone: !reply.isCut)]
        )
    }

    private static func add(_ call: Reply.Call, at index: Int, id: String, to script: inout NumberedScript) {
        let place: JSON = ["item_id": .string("fc_\(id)_\(index)"), "output_index": .count(index)]
        script.add(
            "response.output_item.added",
            ["output_index": .count(index), "item": Self.call(call, at: index, id: id, isDone: false)]
        )
        script.add("response.function_call_arguments.delta", pieces: Words.slices(call.arguments, of: 12)) {
            .object(place.members + [.init("delta", .string($0))])
        }
        script.add(
            "response.function_call_arguments.done",
            .object(
                place.members + [.init("name", .string(call.name)), .init("arguments", .string(call.arguments))]
            )
        )
        script.add(
            "response.output_item.done",
            ["output_index": .count(index), "item": Self.call(call, at: index, id: id, isDone: true)]
        )
    }
}

/// A script whose events carry their type and number.
private struct NumberedScript {
    private(set) var script: Script
    private var sequence = 0

    init(_ script: Script) {
        self.script = script
    }

    mutating func add(_ type: String, _ members: JSON) {
        script.add(Self.event(type, members, sequence))
        sequence += 1
    }

    mutating func add(_ type: String, pieces: [String], _ members: @escaping @Sendable (String) -> JSON) {
        script.add(pieces) { [sequence] index, piece in Self.event(type, members(piece), sequence + index) }
        sequence += pieces.count
    }

    static func event(_ type: String, _ members: JSON, _ sequence: Int) -> Script.Event {
        let head = JSON.Member("type", .string(type))
        let tail = JSON.Member("sequence_number", .count(sequence))
        return Script.Event(type, .object([head] + members.members + [tail]))
    }
}
