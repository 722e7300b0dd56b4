import Exchange

// The paths of dialects that have their own: the model stands in the path, or nobody else has such paths.
extension Surfaces {
    /// The Gemini surface, behind `/v1beta`; `rest` begins with a slash.
    static func gemini(_ rest: String) -> PathMeaning {
        if let known = tail(of: rest, behind: "/openai").flatMap(known) { return known }
        if rest == "/models" { return native(.models, .gemini, .models, rest: rest) }
        guard let tail = tail(of: rest, behind: "/models/"), !tail.isEmpty else {
            return native(.geminiOther, .gemini, .other, rest: rest, readsBody: false)
        }
        if let verb = geminiVerb(rest) { return verb }
        if tail.contains(":") { return native(.geminiOther, .gemini, .other, rest: rest, readsBody: false) }
        return native(.model, .gemini, .models, rest: rest)
    }

    /// What Gemini's paths end with, `…/models/{model}:{verb}`, wherever they begin; nil for anything else.
    ///
    /// A model's name may hold colons and slashes, so the last colon counts, and the last `/models/` before it.
    static func geminiVerb(_ path: String) -> PathMeaning? {
        guard let colon = path.lastIndex(of: ":"), let start = modelStart(path[..<colon]) else { return nil }
        let verb = path[path.index(after: colon)...]
        guard
            let model = PathModel(
                path[start..<colon],
                before: String(path[..<start]),
                after: String(path[colon...]),
                isStream: verb == "streamGenerateContent",
                namePrefix: "models/"
            )
        else { return nil }
        func meaning(_ route: Route, _ operation: Operation, _ format: WireFormat) -> PathMeaning {
            native(route, .gemini, operation, format: format, rest: path, model: model)
        }
        switch verb {
        case "generateContent": return meaning(.generateContent, .chat, .geminiContent)
        case "streamGenerateContent": return meaning(.streamGenerateContent, .chat, .geminiContent)
        case "countTokens": return meaning(.geminiCountTokens, .countTokens, .geminiCountTokens)
        case "embedContent", "batchEmbedContents": return meaning(.geminiOther, .embeddings, .opaque)
        default: return nil
        }
    }

    private static func modelStart(_ path: Substring) -> String.Index? {
        let word = "/models/"
        var end = path.endIndex
        while let slash = path[..<end].lastIndex(of: "/") {
            if path[slash...].hasPrefix(word) { return path.index(slash, offsetBy: word.count) }
            end = slash
        }
        return nil
    }

    /// The Bedrock surface, behind `/bedrock`; `rest` begins with a slash.
    ///
    /// All bodies are read whole, since a signature covers them.
    static func bedrock(_ rest: String) -> PathMeaning {
        bedrockCall(rest) ?? native(.bedrockOther, .bedrock, .other, rest: rest)
    }

    /// `/model/{model}/{call}`; nil for anything else.
    ///
    /// A model named by an ARN may hold slashes.
    static func bedrockCall(_ rest: String) -> PathMeaning? {
        guard let tail = tail(of: rest, behind: "/model/"), let slash = tail.lastIndex(of: "/") else { return nil }
        let call = tail[tail.index(after: slash)...]
        let isStream = call == "converse-stream" || call == "invoke-with-response-stream"
        guard
            let model = PathModel(
                tail[..<slash],
                before: "/model/",
                after: String(tail[slash...]),
                isStream: isStream
            )
        else { return nil }
        func meaning(_ route: Route, _ operation: Operation, _ format: WireFormat) -> PathMeaning {
            native(route, .bedrock, operation, format: format, rest: rest, model: model)
        }
        switch call {
        case "converse": return meaning(.converse, .chat, .bedrockConverse)
        case "converse-stream": return meaning(.converseStream, .chat, .bedrockConverse)
        case "invoke": return meaning(.invoke, .chat, .bedrockInvoke)
        case "invoke-with-response-stream": return meaning(.invokeStream, .chat, .bedrockInvoke)
        case "count-tokens": return meaning(.bedrockOther, .countTokens, .opaque)
        default: return nil
        }
    }

    /// The paths of the raw way that mean what a known path means; nil for those that pass unread.
    static func nativeTwin(of rest: String) -> PathMeaning? {
        if let call = bedrockCall(rest) { return call }
        if let verb = geminiVerb(rest) { return verb }
        switch rest {
        case "/api/chat", "/api/generate": return twin(.chat, .ollamaChat, rest)
        case "/api/embed", "/api/embeddings": return twin(.embeddings, .opaque, rest)
        case "/v2/chat": return twin(.chat, .cohereChat, rest)
        case "/v2/embed": return twin(.embeddings, .opaque, rest)
        default: return azure(rest)
        }
    }

    /// True for paths of the raw way that belong to a provider's own dialect, known or not.
    static func isNative(_ rest: String) -> Bool {
        let homes = ["/v1beta/", "/v1beta1/", "/api/", "/v2/", "/openai/deployments/"]
        return homes.contains(where: rest.hasPrefix) && !rest.hasPrefix("/v1beta/openai/")
    }

    /// `/openai/deployments/{deployment}/…`: the OpenAI dialect with the model in the path.
    private static func azure(_ rest: String) -> PathMeaning? {
        let home = "/openai/deployments/"
        guard let tail = tail(of: rest, behind: home), let slash = tail.firstIndex(of: "/") else { return nil }
        let after = String(tail[slash...])
        guard let known = known(after), known.surface == .openAI, known.operation != .models,
            let model = PathModel(tail[..<slash], before: home, after: after, isStream: nil)
        else { return nil }
        return native(.upstream, .openAI, known.operation, format: known.format, rest: rest, model: model)
    }

    private static func twin(_ operation: Operation, _ format: WireFormat, _ rest: String) -> PathMeaning {
        native(.upstream, .openAI, operation, format: format, rest: rest)
    }

    private static func native(
        _ route: Route,
        _ surface: Surface,
        _ operation: Operation,
        format: WireFormat = .opaque,
        rest: String,
        readsBody: Bool = true,
        model: PathModel? = nil
    ) -> PathMeaning {
        var meaning = PathMeaning(
            route: route,
            surface: surface,
            operation: operation,
            format: format,
            readsBody: readsBody,
            rest: rest
        )
        meaning.model = model
        meaning.isNative = surface == .gemini || route == .upstream
        return meaning
    }
}
