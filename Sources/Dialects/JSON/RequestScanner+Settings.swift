import Exchange

extension RequestScanner {
    /// Reads an object of settings that some dialects wrap their numbers in; elsewhere it is a member like any other.
    mutating func settings(
        of key: RequestKey,
        _ kind: JSONCursor.Kind,
        _ cursor: inout JSONCursor,
        _ nesting: JSONNesting
    ) throws(ScanFailure) {
        guard kind == .object, holds(key) else { return try cursor.value(inside: nesting) }
        try cursor.object(inside: nesting) { (cursor, name, inner) throws(ScanFailure) in
            let word = cursor.bytes.part(name.range)
            let kind = try cursor.kind()
            let start = cursor.at
            switch key {
            case .toolConfig where kind == .array && word.equals("tools"):
                scan.tools = try cursor.count(inside: inner)
            case .generateContentRequest where kind == .object && Self.isGenerationConfig(word):
                try settings(of: .generationConfig, kind, &cursor, inner)
            case .generateContentRequest where kind == .array && word.equals("tools"):
                scan.tools = try functions(&cursor, inner)
            default: try cursor.value(inside: inner)
            }
            if key == .generateContentRequest, word.equals("model") {
                try noteModel(kind, cursor.bytes, start..<cursor.at)
            } else if let limit = Self.limit(word, of: key) {
                try noteMaxTokens(limit, kind, cursor.bytes.part(start..<cursor.at), isNewer: true)
            }
        }
    }

    /// Counts the functions that Gemini's tools declare; a tool of the provider's own counts as one.
    mutating func functions(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) -> Int {
        var functions = 0
        try cursor.array(inside: nesting) { (cursor, inner) throws(ScanFailure) in
            guard try cursor.kind() == .object else { return try cursor.value(inside: inner) }
            try cursor.object(inside: inner) { (cursor, name, inner) throws(ScanFailure) in
                let word = cursor.bytes.part(name.range)
                let declares = word.equals("functionDeclarations") || word.equals("function_declarations")
                if try cursor.kind() == .array, declares {
                    functions += try cursor.count(inside: inner)
                } else {
                    try cursor.value(inside: inner)
                    functions += 1
                }
            }
        }
        return functions
    }

    /// Tells whether the format is one whose requests have such an object.
    private func holds(_ key: RequestKey) -> Bool {
        switch key {
        case .options: scan.format == .ollamaChat
        case .toolConfig: scan.format == .bedrockConverse
        case .inferenceConfig: scan.format == .bedrockConverse || scan.format == .bedrockInvoke
        case .generationConfig: scan.format == .geminiContent || scan.format == .geminiCountTokens
        case .generateContentRequest: scan.format == .geminiCountTokens
        default: false
        }
    }

    private static func isGenerationConfig(_ word: UnsafeRawBufferPointer) -> Bool {
        word.equals("generationConfig") || word.equals("generation_config")
    }

    /// The member's name where it bounds the tokens of the answer.
    private static func limit(_ word: UnsafeRawBufferPointer, of key: RequestKey) -> String? {
        switch key {
        case .options where word.equals("num_predict"): "num_predict"
        case .inferenceConfig where word.equals("maxTokens"): "maxTokens"
        case .inferenceConfig where word.equals("max_new_tokens"): "max_new_tokens"
        case .generationConfig where word.equals("maxOutputTokens"): "maxOutputTokens"
        case .generationConfig where word.equals("max_output_tokens"): "max_output_tokens"
        default: nil
        }
    }
}
